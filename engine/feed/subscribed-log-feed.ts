import type { EventStore, Subscription } from '../log/event-store.ts';
import type { StoredEvent } from '../log/event.ts';
import type { Registry } from '../stores/registry.ts';
import { LogCount } from './log-count.ts';
import { decodeAll, decodeOne, type KeepingDecoder } from './decoding.ts';
import { LogRing, type RingEntry } from './log-ring.ts';
import type { FeedEvent, LogFeed, LogHead } from './log-feed.ts';
import type { Position } from '../log/position.ts';
import { isAfter } from '../log/position.ts';
import { nextEvents } from '../log/reading-on.ts';

/** Keeps what was read with subjects' keys. */
type ForgetsSubjects = { forget(subject: string): void };

type LogFeedOptions = {
  readonly store: EventStore;
  readonly decoder: KeepingDecoder;
  readonly registry: Registry;
  /** What else of this process keeps something of persons in memory: told of everybody whose key ended. */
  readonly inMemory?: readonly ForgetsSubjects[];
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
    private readonly decoder: KeepingDecoder,
    private readonly inMemory: readonly ForgetsSubjects[],
    private readonly count: LogCount,
    capacity: number,
  ) {
    this.ring = new LogRing(count.head.position, capacity);
    this.subscription = store.subscribe(count.head.position, (events) => this.receive(events));
  }

  static async open(options: LogFeedOptions): Promise<SubscribedLogFeed> {
    const { store, decoder, registry, inMemory = [], capacity = 10_000 } = options;
    return new SubscribedLogFeed(store, decoder, inMemory, await LogCount.open(store, registry), capacity);
  }

  async read(after: Position | null, limit: number, handles?: ReadonlySet<string>): Promise<readonly FeedEvent[]> {
    const entries = this.ring.covers(after) ? this.ring.after(after, limit) : null;
    if (entries === null || !entries.every((entry) => this.mayShow(entry)))
      return decodeAll(this.decoder, await nextEvents(this.store, after, limit, handles));
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

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.subscription.close();
    await this.count.close();
  }

  private async receive(events: readonly StoredEvent[]): Promise<void> {
    const fresh = events.filter(({ position }) => isAfter(position, this.ring.end));
    // Before anything of the batch is decoded: what stands in front of such an event must not be read with the old key.
    this.forgetEnded(fresh);
    const { generation } = this;
    const decoded = await decodeAll(this.decoder, fresh);
    if (this.generation === generation) {
      this.ring.push(decoded.map((event, n) => this.entryOf(event, fresh[n]!)));
    } else {
      this.ring.empty(fresh.at(-1)?.position ?? this.ring.end);
    }
    this.count.add({ position: this.ring.end, events: this.count.head.events + fresh.length });
    for (const waiter of this.waiting) if (this.isBeyond(waiter.after)) waiter.wake();
  }

  /** The persons' events are not told apart in the ring: all of it goes, readers fall back to the store. */
  private forgetEnded(events: readonly StoredEvent[]): void {
    const ended = events.flatMap((stored) => this.decoder.endedBy(stored) ?? []);
    if (ended.length === 0) return;
    for (const subject of ended) for (const each of [this.decoder, ...this.inMemory]) each.forget(subject);
    this.reread();
  }

  private entryOf(event: FeedEvent, stored: StoredEvent): RingEntry {
    return event.undecodable === undefined
      ? { event, stored: null, reveals: this.decoder.reveals(event) }
      : { event, stored, reveals: null };
  }

  /** What a key opened is shown as long as the key may be used; afterwards it is read, and the vault asked, again. */
  private mayShow({ reveals }: RingEntry): boolean {
    return reveals === null || this.decoder.isKept(reveals);
  }

  private isBeyond(after: Position | null): boolean {
    return this.ring.end !== null && isAfter(this.ring.end, after);
  }
}
