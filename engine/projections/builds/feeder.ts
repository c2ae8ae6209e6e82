import { yieldTurn } from '../../tools/back-off.ts';
import type { Clock } from '../../tools/clock.ts';
import { EventRate } from '../../tools/event-rate.ts';
import { isOfThisLog } from '../../feed/checkpoint.ts';
import { lagOf, type Lag } from '../../feed/lag.ts';
import { messageOf } from '../../tools/message-of.ts';
import type { FeedEvent, LogFeed } from '../../feed/log-feed.ts';
import type { Poison } from '../../feed/parked-events.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import { repeat } from '../../tools/retry.ts';
import type { Report } from '../../tools/report.ts';
import type { Checkpoint, ViewBuild } from '../ports/view-store.ts';
import { digestAfter, emptyDigest } from '../folding/digest.ts';
import { foldBatch } from '../folding/fold-batch.ts';
import { typesReadBy, type Documents } from '../folding/fold.ts';
import type { Parking } from './parking.ts';
import { Turns } from '../../tools/turns.ts';

/** Small, so that commands and queries come in between. */
const leisurelyBatch = 100;
const backOff = { firstMs: 50, mostMs: 10_000 };

export type FeederOptions = {
  readonly projection: Projection;
  readonly build: ViewBuild;
  readonly parking: Parking;
  readonly feed: LogFeed;
  readonly clock: Clock;
  /** Called whenever queries of this build see more. */
  readonly advanced: () => void;
  /** Milliseconds a checkpoint that only passed foreign events may wait to be written. */
  readonly lazyMs: number;
  /** Events folded together, at most. */
  readonly batch: number;
  readonly log: Report | undefined;
  /** Shared by all builds that nobody waits for: one of them at a time takes a batch. */
  readonly leisure: Turns;
};

/** Keeps one build up to date: reads the log in batches, folds them in memory, writes documents with the checkpoint. */
export class Feeder {
  readonly turns = new Turns();
  private readonly rate = new EventRate();
  private readonly closing = new AbortController();
  private reachedPosition: Position | null = null;
  private checkpoint: Omit<Checkpoint, 'position' | 'eventId'> = { logId: '', digest: emptyDigest, events: 0 };
  private lastEventId = '';
  private unsaved: NodeJS.Timeout | null = null;
  private holds = 0;
  private release: () => void = () => {};
  private released: Promise<void> = Promise.resolve();
  private running: Promise<void> = Promise.resolve();
  private foreign = false;
  private hurried = false;
  private wake: () => void = () => {};
  private readonly types: ReadonlySet<string>;

  constructor(readonly options: FeederOptions) {
    this.types = typesReadBy(options.projection);
  }

  /** Where queries of this build stand: every event up to here is in its documents, ignored or parked. */
  get reached(): Position | null {
    return this.reachedPosition;
  }

  get events(): number {
    return this.checkpoint.events;
  }

  get digest(): string {
    return this.checkpoint.digest;
  }

  /** The checkpoint belongs to another log: nothing is folded, a rebuild is needed. */
  get refused(): boolean {
    return this.foreign;
  }

  get held(): boolean {
    return this.holds > 0;
  }

  eventsPerSecond(): number {
    return this.rate.perSecond();
  }

  lag(): Promise<Lag> {
    return lagOf(this.options.feed, { position: this.reachedPosition, events: this.events }, this.options.clock);
  }

  /** Picks up the build where it stands. `frozen`: serves what it has and folds nothing. */
  async start(frozen = false): Promise<void> {
    const { build, feed, parking } = this.options;
    const [saved, logId] = await Promise.all([build.checkpoint(), feed.logId(), parking.load()]);
    this.checkpoint = {
      logId: saved?.logId ?? logId,
      digest: saved?.digest ?? emptyDigest,
      events: saved?.events ?? 0,
    };
    this.reachedPosition = saved?.position ?? null;
    this.lastEventId = saved?.eventId ?? '';
    this.foreign = saved !== null && !(await isOfThisLog(feed, saved));
    if (this.foreign) this.warn('A view belongs to another log and needs a rebuild', {});
    if (!frozen && !this.foreign) this.running = this.run();
  }

  /** Somebody waits for this build: every event is folded as it comes. */
  hurry(): void {
    this.hurried = true;
    this.wake();
  }

  /** Nobody waits for this build: it leaves the machine to those somebody waits for. */
  relax(): void {
    this.hurried = false;
  }

  /** Stops before the next batch until every hold is released; answers when nothing is under way. */
  async hold(): Promise<() => void> {
    this.holds += 1;
    if (this.holds === 1) this.released = new Promise((resolve) => (this.release = resolve));
    await this.turns.take(() => Promise.resolve());
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.holds -= 1;
      if (this.holds === 0) this.release();
    };
  }

  /** While it is held: goes on up to a position and no further. */
  advanceTo(position: Position): Promise<void> {
    return this.turns.take(async () => {
      while (!reaches(this.reachedPosition, position)) {
        const events = await this.read(this.reachedPosition, this.options.batch);
        const wanted = events.filter((event) => reaches(position, event.position));
        if (wanted.length === 0) throw new Error(`There is nothing at ${position} any more`);
        await this.takeNow(wanted);
      }
    });
  }

  /** Writes documents that are not due to new events, as after a retry. Only inside a turn. */
  async writeChanged(before: Documents, documents: Documents, changed: Iterable<string>): Promise<void> {
    if (this.reachedPosition === null) return;
    const written = [...changed].map((id) => documents.get(id)!);
    const digest = digestAfter(this.checkpoint.digest, before, written);
    await this.write(written, { ...this.checkpoint, digest }, this.reachedPosition, this.lastEventId);
    this.options.advanced();
  }

  /** The log after a position, decoded as far as the projection needs it. */
  read(after: Position | null, limit: number): Promise<readonly FeedEvent[]> {
    return this.options.feed.read(after, limit, this.types);
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.release();
    this.wake();
    await this.running;
    await this.turns.take(() => this.save()).catch(() => undefined);
  }

  private run(): Promise<void> {
    const failed = (error: unknown, failures: number) => {
      if (failures === 1) this.warn('A projection cannot go on and tries again', { error: messageOf(error) });
    };
    return repeat(() => this.takeNext(), { signal: this.closing.signal, backOff, failed });
  }

  private async takeNext(): Promise<void> {
    const { batch, feed } = this.options;
    if (this.held) await this.released;
    const limit = this.hurried ? batch : Math.min(batch, leisurelyBatch);
    const events = await this.read(this.reachedPosition, limit);
    if (events.length === 0) await feed.waitBeyond(this.reachedPosition, this.closing.signal);
    else if (this.hurried) await this.turns.take(() => this.take(events));
    else await this.takeLeisurely(events, events.length === limit);
    if (events.length === limit) await yieldTurn();
  }

  /** `more`: there are more events to read at once; else it lets some gather. */
  private async takeLeisurely(events: readonly FeedEvent[], more: boolean): Promise<void> {
    await this.options.leisure.take(async () => {
      await this.turns.take(() => this.take(events));
      await yieldTurn();
    });
    if (more || this.hurried || this.closing.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.options.lazyMs).unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async take(events: readonly FeedEvent[]): Promise<void> {
    if (!this.held && !this.closing.signal.aborted) await this.takeNow(events);
  }

  private async takeNow(events: readonly FeedEvent[]): Promise<void> {
    const { projection, build, parking } = this.options;
    const last = events.at(-1)!;
    const after = { ...this.checkpoint, events: this.checkpoint.events + events.length };
    const folded = await foldBatch({ projection, documents: build, parked: parking.keys }, events);
    if (folded.isForeign) {
      this.advance(after, last);
      this.saveSoon();
    } else {
      await this.parkAll(folded.poison);
      const digest = digestAfter(after.digest, folded.before, folded.changed);
      await this.write(folded.changed, { ...after, digest }, last.position, last.id);
    }
    this.rate.add(events.length);
    this.options.advanced();
  }

  private async parkAll(poison: readonly Poison[]): Promise<void> {
    const { parking } = this.options;
    try {
      for (const found of poison) {
        await parking.park(found);
        const { key, event, error } = found;
        this.warn('An event was parked with its key', { key, eventId: event.id, type: event.type, error });
      }
    } catch (error) {
      // The batch comes again, and its poison must be found again.
      for (const { key } of poison) parking.keys.remove(key);
      throw error;
    }
  }

  private async write(
    documents: Parameters<ViewBuild['write']>[0],
    next: typeof this.checkpoint,
    position: Position,
    eventId: string,
  ): Promise<void> {
    await this.options.build.write(documents, { ...next, position, eventId });
    this.advance(next, { position, id: eventId });
    this.clearUnsaved();
  }

  private advance(next: typeof this.checkpoint, last: { readonly position: Position; readonly id: string }): void {
    this.checkpoint = next;
    this.reachedPosition = last.position;
    this.lastEventId = last.id;
  }

  private saveSoon(): void {
    this.unsaved ??= setTimeout(() => {
      // One that fails is made good by the next.
      this.turns.take(() => this.save()).catch(() => undefined);
    }, this.options.lazyMs).unref();
  }

  private async save(): Promise<void> {
    if (this.unsaved === null || this.reachedPosition === null) return;
    this.clearUnsaved();
    await this.options.build.write([], {
      ...this.checkpoint,
      position: this.reachedPosition,
      eventId: this.lastEventId,
    });
  }

  private warn(message: string, context: Readonly<Record<string, unknown>>): void {
    const { log, projection, build } = this.options;
    log?.warn(message, { projection: projection.name, build: build.build, ...context });
  }

  private clearUnsaved(): void {
    if (this.unsaved !== null) clearTimeout(this.unsaved);
    this.unsaved = null;
  }
}
