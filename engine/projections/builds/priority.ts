import { yieldTurn } from '../../tools/yield-turn.ts';
import type { Turns } from '../../tools/turns.ts';

/** Small, so that commands and queries come in between. */
const backgroundBatch = 100;

export type PriorityOptions = {
  /** Events folded together, at most. */
  readonly batch: number;
  /** Milliseconds in which events may gather in the background, and a checkpoint alone may wait to be written. */
  readonly lazyMs: number;
  /** Shared by all builds in the background: one of them at a time takes a batch. */
  readonly backgroundTurns: Turns;
};

/**
 * How a build is fed. In the foreground, while somebody waits for it, every event is folded as it comes. In the
 * background, where it begins, it leaves the machine to those that somebody waits for.
 */
export class Priority {
  private isForeground = false;
  private wake: () => void = () => {};

  constructor(private readonly options: PriorityOptions) {}

  /** To the foreground. */
  raise(): void {
    this.isForeground = true;
    this.wake();
  }

  /** To the background. */
  lower(): void {
    this.isForeground = false;
  }

  /** Events of the next batch, at most. */
  get batch(): number {
    const { batch } = this.options;
    return this.isForeground ? batch : Math.min(batch, backgroundBatch);
  }

  /** Takes a batch when its turn comes. `more`: there are events behind it; else it lets some gather. */
  async take(batch: () => Promise<void>, more: boolean): Promise<void> {
    if (this.isForeground) return batch();
    await this.options.backgroundTurns.take(async () => {
      await batch();
      await yieldTurn();
    });
    if (!more && !this.isForeground) await this.gathering();
  }

  private gathering(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.lazyMs).unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
