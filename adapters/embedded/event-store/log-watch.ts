import { isAfter, reaches } from '../../../engine/log/position.ts';
import type { Position } from '../../../engine/log/position.ts';

/** How late an append of another process is noticed at most. */
const pollMs = 25;

/** Wakes those who wait for the log to grow: at once after an append of this process, soon after any other. */
export class LogWatch {
  private readonly head: () => Position | null;
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | null = null;
  private newest: Position | null = null;

  constructor(head: () => Position | null) {
    this.head = head;
  }

  reached(position: Position): void {
    if (reaches(this.newest, position)) return;
    this.newest = position;
    for (const wake of this.waiting) wake();
  }

  /** Resolves when the log may have an event after the position, or when the signal aborts. */
  async waitBeyond(after: Position | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.isBeyond(after)) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        if (!signal.aborted && !this.isBeyond(after)) return;
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        if (this.waiting.size === 0) this.stopPolling();
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
      this.timer ??= setInterval(() => this.poll(), pollMs).unref();
    });
  }

  private isBeyond(after: Position | null): boolean {
    return this.newest !== null && isAfter(this.newest, after);
  }

  private poll(): void {
    try {
      const head = this.head();
      if (head !== null) this.reached(head);
    } catch {
      // Unreadable right now; the next poll looks again.
    }
  }

  private stopPolling(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}
