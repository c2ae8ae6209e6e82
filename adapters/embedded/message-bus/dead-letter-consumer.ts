import type { DeadLetter } from '../../../engine/reactions/message-bus.ts';
import type { QueuedDeadLetter } from './queue-reads.ts';

const retryMs = 500;
const atOnce = 100;

/** What the consumer of dead letters needs of the queues. */
type DeadLetters = {
  dead(limit: number): readonly QueuedDeadLetter[];
  remove(letter: QueuedDeadLetter): Promise<void>;
};

/** Hands the dead letters of all queues to a handler, one after the other, and removes each that was taken. */
export class DeadLetterConsumer {
  private readonly letters: DeadLetters;
  private readonly handle: (letter: DeadLetter) => Promise<void>;
  private working: Promise<void> | null = null;
  private wokenAgain = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(letters: DeadLetters, handle: (letter: DeadLetter) => Promise<void>) {
    this.letters = letters;
    this.handle = handle;
  }

  wake(): void {
    if (this.closed) return;
    this.wokenAgain = true;
    clearTimeout(this.timer);
    this.working ??= this.work().finally(() => {
      this.working = null;
      if (this.wokenAgain) this.wake();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private async work(): Promise<void> {
    try {
      while (this.wokenAgain) {
        this.wokenAgain = false;
        await this.takeAll();
      }
    } catch {
      // Neither kept nor removed: it comes again.
      if (!this.closed) this.timer = setTimeout(() => this.wake(), retryMs).unref();
    }
  }

  private async takeAll(): Promise<void> {
    for (let found = this.letters.dead(atOnce); found.length > 0; found = this.letters.dead(atOnce)) {
      for (const each of found) {
        if (this.closed) return;
        await this.handle(each.letter);
        await this.letters.remove(each);
      }
    }
  }
}
