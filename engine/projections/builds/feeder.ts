import { yieldTurn } from '../../tools/yield-turn.ts';
import type { Clock } from '../../tools/clock.ts';
import { EventRate } from '../../tools/event-rate.ts';
import { isOfThisLog } from '../../feed/checkpoint.ts';
import { lagOf, type Lag } from '../../feed/lag.ts';
import { messageOf } from '../../tools/message-of.ts';
import type { FeedEvent, LogFeed } from '../../feed/log-feed.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import { repeat, retry } from '../../tools/retry.ts';
import type { Report } from '../../tools/report.ts';
import type { ViewBuild, ViewDocument } from '../ports/view-store.ts';
import { foldBatch } from '../folding/fold-batch.ts';
import { typesReadBy } from '../folding/fold.ts';
import { Holds } from './holds.ts';
import { LazyCheckpoint } from './lazy-checkpoint.ts';
import type { Parking } from './parking.ts';
import { Priority, type PriorityOptions } from './priority.ts';
import { reachedBy } from './reached.ts';
import { Turns } from '../../tools/turns.ts';

const backOff = { firstMs: 50, mostMs: 10_000 };
const mostFailures = 4;

type FeederOptions = PriorityOptions & {
  readonly projection: Projection;
  readonly build: ViewBuild;
  readonly parking: Parking;
  readonly feed: LogFeed;
  readonly clock: Clock;
  /** Called whenever queries of this build see more. */
  readonly advanced: () => void;
  readonly log: Report;
};

/** Keeps one build up to date: reads the log in batches, folds them in memory, writes documents, then the checkpoint. */
export class Feeder {
  readonly turns = new Turns();
  readonly checkpoint: LazyCheckpoint;
  readonly priority: Priority;
  private readonly rate = new EventRate();
  private readonly holds = new Holds();
  private readonly closing = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private foreign = false;
  private readonly types: ReadonlySet<string>;

  constructor(readonly options: FeederOptions) {
    this.types = typesReadBy(options.projection);
    this.checkpoint = new LazyCheckpoint(options.build, this.turns, options.lazyMs);
    this.priority = new Priority(options);
  }

  /** Where queries of this build stand. */
  get reached(): Position | null {
    return this.checkpoint.position;
  }

  /** The checkpoint belongs to another log: nothing is folded, a rebuild is needed. */
  get refused(): boolean {
    return this.foreign;
  }

  get held(): boolean {
    return this.holds.held;
  }

  eventsPerSecond(): number {
    return this.rate.perSecond();
  }

  lag(): Promise<Lag> {
    const { position, events } = this.checkpoint;
    return lagOf(this.options.feed, { position, events }, this.options.clock);
  }

  /** Picks up the build where it stands. `frozen`: serves what it has and folds nothing. */
  async start(frozen = false): Promise<void> {
    const { build, feed, parking, log } = this.options;
    const [reached] = await Promise.all([reachedBy(build, feed), parking.load()]);
    this.checkpoint.startFrom(reached);
    this.foreign = !(await isOfThisLog(feed, reached));
    if (this.foreign) log.warn('A view belongs to another log and needs a rebuild');
    if (!frozen && !this.foreign) this.running = this.run();
  }

  /** Stops before the next batch until every hold is released; answers when nothing is under way. */
  async hold(): Promise<() => void> {
    const release = this.holds.take();
    await this.turns.take(() => Promise.resolve());
    return release;
  }

  /** While it is held: goes on up to a position and no further. What fails is tried again, a few times. */
  advanceTo(position: Position): Promise<void> {
    const failed = (error: unknown, failures: number) => {
      if (failures === mostFailures) throw error;
    };
    const { signal } = this.closing;
    return this.turns.take(() => retry((advanced) => this.foldUpTo(position, advanced), { signal, backOff, failed }));
  }

  /** Writes documents that are not due to new events, as after a retry. Only inside a turn. */
  async writeChanged(documents: readonly ViewDocument[]): Promise<void> {
    await this.checkpoint.write(documents);
    this.options.advanced();
  }

  /** The log after a position, decoded as far as the projection needs it. */
  read(after: Position | null, limit: number): Promise<readonly FeedEvent[]> {
    return this.options.feed.read(after, limit, this.types);
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.holds.close();
    this.priority.raise();
    await this.running;
    await this.turns.take(() => this.checkpoint.save()).catch(() => undefined);
  }

  private run(): Promise<void> {
    const failed = (error: unknown, failures: number) => {
      if (failures !== 1) return;
      this.options.log.warn('A projection cannot go on and tries again', { error: messageOf(error) });
    };
    return repeat(() => this.takeNext(), { signal: this.closing.signal, backOff, failed });
  }

  private async takeNext(): Promise<void> {
    await this.holds.untilFree();
    const limit = this.priority.batch;
    const events = await this.read(this.reached, limit);
    const more = events.length === limit;
    if (events.length === 0) await this.options.feed.waitBeyond(this.reached, this.closing.signal);
    else await this.priority.take(() => this.turns.take(() => this.foldUnlessHeld(events)), more);
    if (more) await yieldTurn();
  }

  private async foldUpTo(position: Position, advanced: () => void): Promise<void> {
    while (!reaches(this.reached, position)) {
      const events = await this.read(this.reached, this.options.batch);
      const wanted = events.filter((event) => reaches(position, event.position));
      if (wanted.length === 0) throw new Error(`There is nothing at ${position} any more`);
      await this.fold(wanted);
      advanced();
    }
  }

  private async foldUnlessHeld(events: readonly FeedEvent[]): Promise<void> {
    if (!this.held && !this.closing.signal.aborted) await this.fold(events);
  }

  private async fold(events: readonly FeedEvent[]): Promise<void> {
    const { projection, build, parking, log } = this.options;
    const { isForeign, changed, poison } = await foldBatch(
      { projection, documents: build, parked: parking.keys },
      events,
    );
    if (isForeign) this.checkpoint.pass(events);
    else {
      await parking.parkAll(poison, log);
      await this.checkpoint.write(changed, events);
    }
    this.rate.add(events.length);
    this.options.advanced();
  }
}
