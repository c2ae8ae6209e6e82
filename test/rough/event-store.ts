import type { AppendResult, EventStore, LogPage, Subscription } from '../../engine/log/event-store.ts';
import { noStream, OutcomeUnknown, StoreUnavailable } from '../../engine/log/event-store.ts';
import type { NewEvent, StoredEvent } from '../../engine/log/event.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Position } from '../../engine/log/position.ts';
import { beginning, isAfter, positionOf, version } from '../../engine/log/position.ts';
import { wireIdOf } from '../../engine/log/wire-id.ts';
import { randomFrom } from './random.ts';
import { RoughSubscription } from './subscription.ts';

/** How often (0 to 1) the store is rude, all drawn from `seed`. */
export type Manners = {
  readonly seed?: number;
  /** The append is written, its answer lost. */
  readonly repliesLost?: number;
  /** The append never arrives, nor does an answer. */
  readonly requestsLost?: number;
  /** Foreign `$` events before and after an append. */
  readonly foreign?: number;
  /** Turns of the event loop that an append or a delivery takes, at most. */
  readonly turns?: number;
};

export type Rudeness = 'reply-lost' | 'request-lost' | 'unavailable';

const largestAppend = 512 * 1024;
/** Looked at from the end at once, to find the head. */
const headRecords = 64;

/** Events as text: what comes out is parsed JSON, never the object that went in. */
type Row = { readonly position: Position; readonly stream: string; readonly wireId: string; readonly text: string };

/** What outlives the store: the log's id and its rows. */
export type KeptLog = { readonly id: string; readonly rows: Row[] };
export const emptyLog = (seed = 1): KeptLog => ({ id: derivedId('rough log', seed), rows: [] });

/** An event store in memory with EventStoreDB's manners: what works on it, works on the real one. */
export class RoughEventStore implements EventStore {
  /** Called before each append is looked at: a test's chance to come first. */
  beforeAppend: (stream: string, events: readonly NewEvent[]) => Promise<void> = async () => {};
  appends = 0;
  /** How often the last question for the head read the log. */
  headReads = 0;
  /** How often an append went wrong in each way so far. */
  readonly went: Record<Rudeness, number> = { 'reply-lost': 0, 'request-lost': 0, unavailable: 0 };
  private readonly log: Row[];
  private readonly streams = new Map<string, Row[]>();
  private readonly subscriptions = new Set<RoughSubscription>();
  private readonly random: () => number;
  private readonly rudenesses: Rudeness[] = [];
  private commit: number;
  private newestSeen: Position | null = null;

  constructor(
    private readonly manners: Manners = {},
    private readonly kept: KeptLog = emptyLog(manners.seed),
  ) {
    this.random = randomFrom(manners.seed ?? 1);
    this.log = kept.rows;
    this.commit = Number(version(kept.rows.at(-1)?.position ?? beginning));
    for (const row of kept.rows.filter(isShopEvent)) {
      const rows = this.streams.get(row.stream) ?? [];
      rows.push(row);
      this.streams.set(row.stream, rows);
    }
  }

  /** The next appends go wrong in these ways, whatever the dice say. */
  misbehave(...next: readonly Rudeness[]): void {
    this.rudenesses.push(...next);
  }

  /** Rewrites a stored event behind the engine's back. */
  tamper(stream: string, revision: number, change: (event: NewEvent) => NewEvent): void {
    const rows = this.streams.get(stream)!;
    const row = rows[revision]!;
    const altered = { ...row, text: JSON.stringify(change(JSON.parse(row.text) as NewEvent)) };
    rows[revision] = altered;
    this.log[this.log.indexOf(row)] = altered;
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    if (events.length === 0) throw new RangeError('An append has at least one event');
    if (expectedRevision < noStream) throw new RangeError(`${expectedRevision} is no revision`);
    const texts = events.map((event) => JSON.stringify(event));
    if (texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) > largestAppend) {
      throw new RangeError('An append is at most 512 KB');
    }
    await this.beforeAppend(stream, events);
    await this.delay();
    const rudeness = this.nextRudeness();
    if (rudeness !== null) this.went[rudeness] += 1;
    if (rudeness === 'unavailable') throw new StoreUnavailable('The rough store is overloaded');
    if (rudeness === 'request-lost') throw new OutcomeUnknown('The rough store never got the append');
    this.appends += 1;
    const result = this.write(stream, expectedRevision, events, texts);
    await this.delay();
    if (rudeness === 'reply-lost') throw new OutcomeUnknown('The rough store lost its answer');
    return result;
  }

  async readStream(stream: string, from: number, limit: number): Promise<readonly StoredEvent[]> {
    await this.delay();
    const rows = this.streams.get(stream) ?? [];
    return rows.slice(from, from + limit).map((row, index) => this.shown(row, from + index));
  }

  /** Looks at `limit` records, foreign ones too. */
  async readAll(after: Position | null, limit: number, handles?: ReadonlySet<string>): Promise<LogPage> {
    await this.delay();
    const from = this.indexAfter(after);
    const rows = this.log.slice(from, from + limit);
    const events = rows.filter(isShopEvent).map((row) => this.shown(row));
    return {
      events:
        handles === undefined ? events : events.map((event) => (handles.has(event.type) ? event : passedOver(event))),
      reached: rows.at(-1)?.position ?? after,
    };
  }

  async eventAt(position: Position): Promise<StoredEvent | null> {
    await this.delay();
    const row = this.log[this.indexAfter(position) - 1];
    return row?.position === position && isShopEvent(row) ? this.shown(row) : null;
  }

  async head(): Promise<Position | null> {
    this.headReads = 0;
    for (let end = this.log.length; end > 0; end -= headRecords) {
      this.headReads += 1;
      const last = this.log.slice(Math.max(0, end - headRecords), end).findLast(isShopEvent);
      if (last !== undefined) this.see(last.position);
      if (this.newestSeen !== null) return this.newestSeen;
    }
    return null;
  }

  subscribe(after: Position | null, receive: (events: readonly StoredEvent[]) => Promise<void>): Subscription {
    const subscription = new RoughSubscription(
      after,
      receive,
      (position) => this.after(position, 1 + Math.floor(this.random() * 40)),
      () => this.delay(),
    );
    this.subscriptions.add(subscription);
    subscription.wake();
    return {
      close: async () => {
        this.subscriptions.delete(subscription);
        await subscription.close();
      },
    };
  }

  async logId(): Promise<string> {
    return this.kept.id;
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
  }

  private write(stream: string, expected: number, events: readonly NewEvent[], texts: readonly string[]): AppendResult {
    const rows = this.streams.get(stream) ?? [];
    const current = rows.length - 1;
    if (current !== expected) {
      // The real one looks where they would stand, at nothing but their wire ids, and tells of the last one it was named.
      const named = rows.slice(expected + 1, expected + 1 + events.length);
      const repeated = named.length === events.length && named.every((row, n) => row.wireId === wireIdOf(events[n]!));
      return repeated
        ? { outcome: 'appended', revision: expected + events.length, position: named.at(-1)!.position }
        : { outcome: 'conflict', currentRevision: current };
    }
    this.foreignEvents();
    const shared = this.random() < 0.5 ? this.nextCommit(events.length) : null;
    events.forEach((event, n) => {
      const position =
        shared === null ? positionOf(this.nextCommit(1), this.commit) : positionOf(shared, shared - events.length + n);
      const row = { position, stream, wireId: wireIdOf(event), text: texts[n]! };
      rows.push(row);
      this.log.push(row);
    });
    this.streams.set(stream, rows);
    const positions = rows.slice(-events.length).map((row) => row.position);
    this.foreignEvents();
    for (const subscription of this.subscriptions) subscription.wake();
    const told = { outcome: 'appended', revision: rows.length - 1, position: positions.at(-1)! } as const;
    this.see(told.position);
    return this.random() < 0.5 ? told : { ...told, positions };
  }

  private after(position: Position | null, limit: number): readonly StoredEvent[] {
    const found: StoredEvent[] = [];
    for (let n = this.indexAfter(position); n < this.log.length && found.length < limit; n += 1) {
      const row = this.log[n]!;
      if (isShopEvent(row)) found.push(this.shown(row));
    }
    return found;
  }

  private indexAfter(position: Position | null): number {
    if (position === null) return 0;
    let [low, high] = [0, this.log.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(this.log[middle]!.position, position)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private see(position: Position): void {
    if (isAfter(position, this.newestSeen)) this.newestSeen = position;
  }

  private shown(row: Row, revision = this.revisionOf(row)): StoredEvent {
    this.see(row.position);
    const { id, type, data, metadata } = JSON.parse(row.text) as NewEvent;
    return { id, type, data, metadata, stream: row.stream, revision, position: row.position };
  }

  private revisionOf(row: Row): number {
    const rows = this.streams.get(row.stream)!;
    let [low, high] = [0, rows.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(row.position, rows[middle]!.position)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private nextCommit(width: number): number {
    this.commit += width + 1 + Math.floor(this.random() * 900);
    return this.commit;
  }

  private foreignEvents(): void {
    while (this.random() < (this.manners.foreign ?? 0.3)) {
      const commit = this.nextCommit(1);
      this.log.push({
        position: positionOf(commit, commit),
        stream: '$stats',
        wireId: `$${commit}`,
        text: '{"type":"$statsCollected"}',
      });
    }
  }

  private nextRudeness(): Rudeness | null {
    const next = this.rudenesses.shift();
    if (next !== undefined) return next;
    if (this.random() < (this.manners.repliesLost ?? 0)) return 'reply-lost';
    if (this.random() < (this.manners.requestsLost ?? 0)) return 'request-lost';
    return null;
  }

  private async delay(): Promise<void> {
    const turns = Math.floor(this.random() * ((this.manners.turns ?? 3) + 1));
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

function isShopEvent(row: Row): boolean {
  return !row.stream.startsWith('$');
}

function passedOver({ id, type, stream, revision, position }: StoredEvent): StoredEvent {
  return { id, type, stream, revision, position, data: {}, metadata: {} as StoredEvent['metadata'], passedOver: true };
}
