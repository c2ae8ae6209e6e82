import { randomUUID } from 'node:crypto';
import { messageOf } from '../../tools/message-of.ts';
import { retry } from '../../tools/retry.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import type { RebuildJob } from '../ports/projection-admin.ts';
import { codeVersionOf, type Slot } from '../builds/slot.ts';
import type { LiveBuilds } from '../builds/live-builds.ts';
import type { CatchUp } from '../ports/off-thread.ts';
import { discardedEvents, Parking } from '../builds/parking.ts';
import { isRunning, type StoredJob } from '../builds/rebuild-record.ts';
import { retryMended } from '../builds/refold.ts';
import { verify } from './verify.ts';

/** A backlog of no more events than this does not keep a new build from being verified. */
const nearlyThere = 1_000;

const backOff = { firstMs: 50, mostMs: 2_000 };
const mostFailures = 6;

/** Fills a new build beside the live one: booting, catching up, verifying, then live; or failed, or cancelled. */
export class Rebuild {
  private job: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;
  private closed = false;
  private doneElsewhere = 0;
  /** The log's head when the job was begun; null for one that goes on. */
  private begunAt: Position | null = null;

  constructor(private readonly builds: LiveBuilds) {}

  get isRunning(): boolean {
    return this.job !== null;
  }

  /** Takes up the job that a stop interrupted. One that began with other code is given up. */
  async resume(): Promise<void> {
    const { job } = this.builds.record;
    if (!isRunning(job)) return;
    if (codeVersionOf(job.build) !== this.builds.projection.version) return this.builds.saveJob('cancelled');
    this.run({ ...job, processed: await this.doneIn(job.build) });
  }

  /** A file that cannot be read tells nothing here: whoever fills it finds out. */
  private async doneIn(build: string): Promise<number> {
    const { projection, services } = this.builds;
    return (await services.views.checkpointOf(projection.name, build).catch(() => null))?.events ?? 0;
  }

  /** The job's id; null: one is running already. */
  start(): Promise<string | null> {
    return this.builds.turns.take(async () => {
      if (this.job !== null || this.closed) return null;
      const { builds } = this;
      const head = builds.services.feed.head();
      const counts = { processed: 0, total: head.events };
      const build = await builds.nameNext();
      const job: StoredJob = { jobId: randomUUID(), build, previous: builds.live.build, state: 'booting', ...counts };
      const { record } = builds;
      await builds.save({ ...record, job }).catch((error: unknown) => {
        builds.record = record;
        throw error;
      });
      this.begunAt = head.position;
      this.run(job);
      return job.jobId;
    });
  }

  /** False: nothing was running (any more). */
  async cancel(): Promise<boolean> {
    if (this.job === null) return false;
    this.job.abort.abort();
    await this.job.done;
    return this.builds.record.job?.state === 'cancelled';
  }

  /**
   * A build is being filled off this thread that may keep what somebody erased at the position was: one that was begun
   * later has never been able to read it.
   */
  mayKnow(position: Position): boolean {
    const elsewhere =
      this.job !== null && this.builds.services.views.offThread?.catchUp !== undefined && this.builds.next === null;
    return elsewhere && (this.begunAt === null || !reaches(this.begunAt, position));
  }

  describe(): RebuildJob | null {
    const { record, next, services } = this.builds;
    const { job } = record;
    if (job === null) return null;
    const running = isRunning(job);
    const total = running ? services.feed.head().events : job.total;
    const processed = running ? Math.min(total, next?.feeder.checkpoint.events ?? this.doneElsewhere) : job.processed;
    const percent = total === 0 ? 100 : Math.floor((100 * processed) / total);
    const { jobId, state, error } = job;
    return { jobId, state, processed, total, percent, ...(error === undefined ? {} : { error }) };
  }

  /** What it interrupts goes on at the next start. */
  async close(): Promise<void> {
    this.closed = true;
    this.job?.abort.abort();
    for (const slot of [this.builds.next, this.builds.retired]) slot?.reached.close();
    await this.job?.done;
  }

  private run(job: StoredJob): void {
    const abort = new AbortController();
    this.doneElsewhere = job.processed;
    const done = this.fill(job, abort.signal)
      .catch((error: unknown) => this.giveUp(job, error, abort.signal))
      .catch((error: unknown) => this.warn('The end of a rebuild could not be noted', error))
      .finally(() => (this.job = null));
    this.job = { abort, done };
  }

  private async fill({ build }: StoredJob, signal: AbortSignal): Promise<void> {
    const { builds } = this;
    await this.caughtUpElsewhere(build, signal);
    const next = await builds.openNext(build);
    if (next.feeder.refused) throw new Error('It was begun on another log');
    await builds.saveJob('catching-up');
    await retryMended(next.feeder, builds.live.feeder);
    await this.caughtUp(next, signal);
    await builds.saveJob('verifying');
    const verified = await verify(builds.projection, next, builds.services, signal);
    if ('wrong' in verified) throw new Error(verified.wrong);
    signal.throwIfAborted();
    await builds.turns.take(() => builds.takeOver(next, verified.position));
  }

  /** Near to the head, off this thread; what failed is begun again where it stood. */
  private async caughtUpElsewhere(build: string, signal: AbortSignal): Promise<void> {
    const catchUp = this.builds.services.views.offThread?.catchUp;
    if (catchUp === undefined) return;
    const failed = (error: unknown, failures: number) => {
      if (failures === mostFailures) throw error;
    };
    await retry((advanced) => this.catchUpOnce(catchUp, build, signal, advanced), { signal, backOff, failed });
  }

  private async catchUpOnce(catchUp: CatchUp, build: string, signal: AbortSignal, advanced: () => void): Promise<void> {
    const { projection, services } = this.builds;
    const parking = new Parking(projection.name, build, services);
    await parking.load();
    const saved: Promise<void>[] = [];
    await catchUp(projection.name, build, {
      parked: parking.all(),
      discarded: await discardedEvents(projection.name, services.parked),
      park: (poison) => parking.park(poison),
      signal,
      progress: (events) => {
        if (events > this.doneElsewhere) advanced();
        this.doneElsewhere = events;
        if (saved.length === 0) saved.push(this.builds.saveJob('catching-up'));
      },
    });
    await Promise.all(saved);
  }

  private async caughtUp({ feeder, reached }: Slot, signal: AbortSignal): Promise<void> {
    const { feed } = this.builds.services;
    for (;;) {
      const { position } = feed.head();
      if (position !== null) await reached.wait(position, Number.POSITIVE_INFINITY, signal);
      signal.throwIfAborted();
      if (feed.head().events - feeder.checkpoint.events <= nearlyThere) return;
    }
  }

  private async giveUp({ build }: StoredJob, error: unknown, signal: AbortSignal): Promise<void> {
    if (this.closed) return;
    const { builds } = this;
    // The switch itself was done; what failed is noting it.
    if (builds.live.build === build) throw error;
    if (!signal.aborted) this.warn('A rebuild failed; the old build goes on', error);
    await builds.dropNext(build);
    if (signal.aborted) await builds.saveJob('cancelled');
    else await builds.saveJob('failed', messageOf(error));
  }

  private warn(message: string, error: unknown): void {
    const { projection, services } = this.builds;
    services.log?.warn(message, { projection: projection.name, error: messageOf(error) });
  }
}
