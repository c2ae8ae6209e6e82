import type { EventStore, Subscription } from '../log/event-store.ts';
import type { StoredEvent } from '../log/event.ts';
import type { KeyValue } from '../stores/key-value.ts';
import { LogCount } from './log-count.ts';
import { decodeAll, decodeOne, type EventDecoder } from './decoding.ts';
import { LogRing } from './log-ring.ts';
import type { FeedEvent, LogFeed, LogHead } from './log-feed.ts';
import type { Position } from '../log/position.ts';
import { isAfter } from '../log/position.ts';
import { nextEvents } from '../log/reading-on.ts';

export type LogFeedOptions = {
  readonly store: EventStore;
  readonly decoder: EventDecoder;
  readonly keyValue: KeyValue;
  /** Events kept in memory, at least. */
  readonly capacity?: number;
};

/** The feed over an event store: recent events from memory, older ones by reading the log. */
export class SubscribedLogFeed implements LogFeed {
  private readonly ring: LogRing;
  private readonly subscription: Subscription;
  private readonly waiting = new Set<{ readonly after: Position | null; readonly wake: () => void }>();
  /** Grows when the memory is dropped: what was decoded before must not enter the ring after. */
  private generation = 0;
  private closed = false;

  private constructor(
    private readonly store: EventStore,
    private readonly decoder: EventDecoder,
    private readonly count: LogCount,
    capacity: number,
  ) {
    this.ring = new LogRing(count.head.position, capacity);
    this.subscription = store.subscribe(count.head.position, (events) => this.receive(events));
  }

  static async open({ store, decoder, keyValue, capacity = 10_000 }: LogFeedOptions): Promise<SubscribedLogFeed> {
    return new SubscribedLogFeed(store, decoder, await LogCount.open(store, keyValue), capacity);
  }

  async read(after: Position | null, limit: number, handles?: ReadonlySet<string>): Promise<readonly FeedEvent[]> {
    if (!this.ring.covers(after)) return decodeAll(this.decoder, await nextEvents(this.store, after, limit, handles));
    const entries = this.ring.after(after, limit);
    if (entries.every(({ stored }) => stored === null)) return entries.map(({ event }) => event);
    return Promise.all(
      entries.map(async ({ event, stored }) => (stored === null ? event : decodeOne(this.decoder, stored))),
    );
  }

  waitBeyond(after: Position | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.isBeyond(after)) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = {
        after,
        wake: () => {
          this.waiting.delete(waiter);
          signal.removeEventListener('abort', waiter.wake);
          resolve();
        },
      };
      this.waiting.add(waiter);
      signal.addEventListener('abort', waiter.wake, { once: true });
    });
  }

  head(): LogHead {
    return this.count.head;
  }

  async eventAt(position: Position): Promise<FeedEvent | null> {
    const stored = await this.store.eventAt(position);
    return stored !== null ? decodeOne(this.decoder, stored) : null;
  }

  logId(): Promise<string> {
    return this.store.logId();
  }

  reread(): void {
    this.generation += 1;
    this.ring.empty();
  }

  /** A person's events are not told apart here: the whole memory goes, readers fall back to the store. */
  forget(_subject: string): void {
    this.reread();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.subscription.close();
    await this.count.close();
  }

  private async receive(events: readonly StoredEvent[]): Promise<void> {
    const { generation } = this;
    const fresh = events.filter(({ position }) => isAfter(position, this.ring.end));
    const decoded = await decodeAll(this.decoder, fresh);
    if (this.generation === generation) {
      this.ring.push(
        decoded.map((event, n) => ({ event, stored: event.undecodable === undefined ? null : fresh[n]! })),
      );
    } else {
      this.ring.empty(fresh.at(-1)?.position ?? this.ring.end);
    }
    this.count.add({ position: this.ring.end, events: this.count.head.events + fresh.length });
    for (const waiter of this.waiting) if (this.isBeyond(waiter.after)) waiter.wake();
  }

  private isBeyond(after: Position | null): boolean {
    return this.ring.end !== null && isAfter(this.ring.end, after);
  }
}
