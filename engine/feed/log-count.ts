import type { EventStore } from '../log/event-store.ts';
import type { KeyValue } from '../stores/key-value.ts';
import type { LogHead } from './log-feed.ts';

const key = 'log-count';
const every = 1_000;

type Mark = LogHead & { readonly logId: string };

/** Counts the log's events, since positions are no counters; a mark every 1,000 spares counting them all again. */
export class LogCount {
  private saved: number;
  private saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly keyValue: KeyValue,
    private readonly logId: string,
    private counted: LogHead,
  ) {
    this.saved = counted.events;
  }

  /** Counts on from the last mark of this log to its present end. */
  static async open(store: EventStore, keyValue: KeyValue): Promise<LogCount> {
    const logId = await store.logId();
    const text = await keyValue.get(key);
    const mark = text === null ? null : (JSON.parse(text) as Mark);
    const start = mark?.logId === logId ? mark : { position: null, events: 0 };
    const count = new LogCount(keyValue, logId, { position: start.position, events: start.events });
    for (let page = await store.readAll(start.position, every); page.length > 0;) {
      count.add({ position: page.at(-1)!.position, events: count.head.events + page.length });
      page = await store.readAll(count.head.position, every);
    }
    return count;
  }

  get head(): LogHead {
    return this.counted;
  }

  add(head: LogHead): void {
    this.counted = head;
    if (head.events - this.saved < every) return;
    this.saved = head.events;
    const mark: Mark = { ...head, logId: this.logId };
    // A mark that is lost costs counting from the one before.
    this.saving = this.saving.then(() => this.keyValue.set(key, JSON.stringify(mark))).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.saving;
  }
}
