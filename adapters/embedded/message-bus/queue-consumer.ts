import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumerOptions, Delivery } from '../../../engine/reactions/message-bus.ts';
import { Alarm } from '../../../engine/tools/alarm.ts';
import type { QueuedMessage } from './queue-reads.ts';

/** When a disk that refused to settle a message is asked again. */
const storeRetryMs = 500;

/** What a consumer needs of its queue. */
type Queue = {
  due(now: number, limit: number): readonly QueuedMessage[];
  nextDue(now: number): number | null;
  settle(message: QueuedMessage): Promise<void>;
  retry(message: QueuedMessage, dueAt: number, error: string): Promise<void>;
  bury(message: QueuedMessage, error: string): Promise<void>;
};

/** Hands a queue's messages to a handler, several side by side, and settles, delays or buries each. */
export class QueueConsumer {
  private readonly options: ConsumerOptions;
  private readonly handle: (delivery: Delivery) => Promise<void>;
  private readonly queue: Queue;
  private readonly inHand = new Map<number, Promise<void>>();
  private readonly alarm = new Alarm(() => this.wake());
  private closed = false;

  constructor(options: ConsumerOptions, handle: (delivery: Delivery) => Promise<void>, queue: Queue) {
    this.options = options;
    this.handle = handle;
    this.queue = queue;
  }

  /** Looks for messages that are due. */
  wake(): void {
    if (this.closed || this.inHand.size >= this.options.concurrency) return;
    try {
      const now = Date.now();
      // Those in hand are still in the queue, so ask for enough to see past them.
      for (const message of this.queue.due(now, this.options.concurrency + this.inHand.size)) {
        if (this.inHand.size >= this.options.concurrency) return;
        if (!this.inHand.has(message.number)) this.take(message);
      }
      const next = this.queue.nextDue(now);
      if (next !== null) this.alarm.within(next - now);
    } catch {
      this.alarm.within(storeRetryMs);
    }
  }

  /** Takes no more messages; answers when the handlers at work are done. */
  async close(): Promise<void> {
    this.closed = true;
    this.alarm.stop();
    await Promise.all(this.inHand.values());
  }

  private take(message: QueuedMessage): void {
    const work = this.work(message)
      // Not settled: the message comes again, which "at least once" allows, but not at once.
      .catch(() => pause(storeRetryMs, undefined, { ref: false }))
      .then(() => {
        this.inHand.delete(message.number);
        this.wake();
      });
    this.inHand.set(message.number, work);
  }

  private async work(message: QueuedMessage): Promise<void> {
    const failure = await this.failureOf({ message: message.message, attempt: message.attempt });
    if (failure === null) return this.queue.settle(message);
    const wait = this.options.backoffMs[message.attempt - 1];
    if (wait === undefined) return this.queue.bury(message, failure);
    return this.queue.retry(message, Date.now() + wait, failure);
  }

  private async failureOf(delivery: Delivery): Promise<string | null> {
    try {
      await this.handle(delivery);
      return null;
    } catch (error) {
      return String((error as { message?: unknown })?.message ?? error);
    }
  }
}
