import type { BackOff } from '../tools/back-off.ts';
import { backOffMs } from '../tools/back-off.ts';
import type { Clock } from '../tools/clock.ts';
import { messageOf } from '../tools/message-of.ts';

/** One thing to do under a key; told apart by the event (or time-out) it is done for. */
export type Work = { readonly eventId: string; readonly type: string; run(): Promise<void>; done(): void };

/** A key whose first work fails again and again. */
export type Retrying = {
  readonly key: string;
  readonly eventId: string;
  readonly type: string;
  readonly attempts: number;
  readonly lastError: string;
  readonly since: string;
};

type Queue = {
  readonly works: Work[];
  attempts: number;
  lastError: string;
  since: string;
  backOff: NodeJS.Timeout | null;
};

/** Keys side by side, the work of one key in order. Work that fails is tried again for ever; only its key waits. */
export class KeyQueues {
  private readonly queues = new Map<string, Queue>();
  /** In the order they became ready. */
  private readonly ready = new Set<string>();
  private readonly running = new Set<Promise<void>>();
  private closed = false;

  constructor(
    private readonly concurrency: number,
    private readonly backOff: BackOff,
    private readonly clock: Clock,
    private readonly failed: (retrying: Retrying) => void = () => {},
  ) {}

  add(key: string, work: Work): void {
    const queue = this.queues.get(key);
    if (queue !== undefined) {
      queue.works.push(work);
      return;
    }
    this.queues.set(key, { works: [work], attempts: 0, lastError: '', since: '', backOff: null });
    this.ready.add(key);
    this.startReady();
  }

  retrying(): readonly Retrying[] {
    return [...this.queues].flatMap(([key, queue]) => (queue.attempts === 0 ? [] : [describe(key, queue)]));
  }

  /** Ends a key's back-off; false when it waits for none. */
  retryNow(key: string): boolean {
    const queue = this.queues.get(key);
    if (queue === undefined || queue.backOff === null) return false;
    clearTimeout(queue.backOff);
    queue.backOff = null;
    this.ready.add(key);
    this.startReady();
    return true;
  }

  /** Starts nothing more and answers when nothing is under way. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { backOff } of this.queues.values()) if (backOff !== null) clearTimeout(backOff);
    await Promise.all(this.running);
  }

  private startReady(): void {
    for (const key of this.ready) {
      if (this.closed || this.running.size >= this.concurrency) return;
      this.ready.delete(key);
      const run = this.runFirst(key, this.queues.get(key)!).finally(() => {
        this.running.delete(run);
        this.startReady();
      });
      this.running.add(run);
    }
  }

  private async runFirst(key: string, queue: Queue): Promise<void> {
    const work = queue.works[0]!;
    try {
      await work.run();
    } catch (error) {
      this.retryLater(key, queue, error);
      return;
    }
    queue.attempts = 0;
    queue.works.shift();
    work.done();
    if (queue.works.length === 0) this.queues.delete(key);
    else this.ready.add(key);
  }

  private retryLater(key: string, queue: Queue, error: unknown): void {
    if (queue.attempts === 0) queue.since = this.clock();
    queue.attempts += 1;
    queue.lastError = messageOf(error);
    this.failed(describe(key, queue));
    queue.backOff = setTimeout(() => this.retryNow(key), backOffMs(queue.attempts, this.backOff)).unref();
  }
}

function describe(key: string, { works, attempts, lastError, since }: Queue): Retrying {
  const { eventId, type } = works[0]!;
  return { key, eventId, type, attempts, lastError, since };
}
