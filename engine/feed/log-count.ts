import type { EventStore } from '../log/event-store.ts';
import type { Registry } from '../stores/registry.ts';
import type { LogHead } from './log-feed.ts';
import { pagesAfter } from '../log/reading-on.ts';

const key = 'log-count';
const every = 1_000;

type SavedCount = LogHead & { readonly logId: string };

/** Counts the log's events, since positions are no counters; one that is saved every 1,000 spares counting all again. */
export class LogCount {
  private saved: number;
  private saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly registry: Registry,
    private readonly logId: string,
    private counted: LogHead,
  ) {
    this.saved = counted.events;
  }

  /** Counts on from the count of this log saved last to its present end. */
  static async open(store: EventStore, registry: Registry): Promise<LogCount> {
    const logId = await store.logId();
    const text = await registry.get(key);
    const saved = text === null ? null : (JSON.parse(text) as SavedCount);
    const start = saved?.logId === logId ? saved : { position: null, events: 0 };
    const count = new LogCount(registry, logId, { position: start.position, events: start.events });
    for await (const page of pagesAfter(store, start.position, every)) {
      count.add({ position: page.at(-1)!.position, events: count.head.events + page.length });
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
    const count: SavedCount = { ...head, logId: this.logId };
    // One that is lost costs counting from the one before.
    this.saving = this.saving.then(() => this.registry.set(key, JSON.stringify(count))).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.saving;
  }
}
