import type { Position } from '../log/position.ts';
import { reaches } from '../log/position.ts';

type Waiter = { readonly wanted: Position; readonly settle: (reached: boolean) => void };

/** Those who wait until something that moves through the log has reached a position. */
export class Waiters {
  private readonly waiting = new Set<Waiter>();
  private closed = false;

  constructor(private readonly reached: () => Position | null) {}

  /** True as soon as the position is reached; false when the time is over or the signal aborts. */
  wait(wanted: Position, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    if (reaches(this.reached(), wanted)) return Promise.resolve(true);
    if (this.closed || timeoutMs <= 0 || signal?.aborted === true) return Promise.resolve(false);
    return new Promise((resolve) => {
      const giveUp = () => waiter.settle(false);
      const waiter: Waiter = {
        wanted,
        settle: (reached) => {
          this.waiting.delete(waiter);
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          resolve(reached);
        },
      };
      const timer = setTimeout(giveUp, Math.min(timeoutMs, 2 ** 31 - 1)).unref();
      signal?.addEventListener('abort', giveUp, { once: true });
      this.waiting.add(waiter);
    });
  }

  /** To be called whenever it has moved. */
  notify(): void {
    if (this.waiting.size === 0) return;
    const reached = this.reached();
    for (const waiter of this.waiting) if (reaches(reached, waiter.wanted)) waiter.settle(true);
  }

  /** Nobody waits any more. */
  close(): void {
    this.closed = true;
    for (const waiter of this.waiting) waiter.settle(false);
  }
}
