import { randomUUID } from 'node:crypto';
import { messageOf } from '../log-feed-decoding.ts';
import type { Position } from '../position.ts';
import type { ProjectionStatus, RebuildJob, RebuildState } from '../projection-admin.ts';
import type { Projection } from '../projection.ts';
import type { ProjectionServices, Slot } from './builds.ts';
import { closeSlot, codeVersionOf, dropSlot, nameOfNext, openSlot } from './builds.ts';
import {
  isRunning,
  loadRecord,
  saveRecord,
  settleRecord,
  type RebuildRecord,
  type StoredJob,
} from './rebuild-record.ts';
import { retryParked } from './refold.ts';
import { Turns } from '../turns.ts';
import { verify } from './verify.ts';
import { Waiters } from '../waiters.ts';

const settledLag = 1_000;
const mostSwitchMs = 5_000;

/** One projection: its live build, the build a rebuild fills beside it, and the one before the latest switch. */
export class ProjectionRuntime {
  private live!: Slot;
  private next: Slot | null = null;
  private retired: Slot | null = null;
  private record: RebuildRecord = { job: null, retired: null };
  private readonly waiters = new Waiters(() => this.reached());
  /** Operators' requests and switches, one at a time. */
  private readonly turns = new Turns();
  private job: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;
  private grace: NodeJS.Timeout | null = null;
  private resumeLive: (() => void) | null = null;
  private closed = false;

  constructor(
    readonly projection: Projection,
    private readonly services: ProjectionServices,
  ) {}

  /** Opens the live build (the first one at the first start), takes up what a crash interrupted, and feeds. */
  async start(): Promise<void> {
    const { name, version } = this.projection;
    const { views } = this.services;
    const liveBuild = (await views.live(name)) ?? `${version}.1`;
    this.live = await this.open(liveBuild);
    if ((await views.live(name)) === null) await views.switchTo(name, liveBuild);
    const loaded = await loadRecord(this.services.keyValue, name);
    await this.save(settleRecord(loaded, liveBuild, this.endOfGrace()));
    await this.dropLeftovers();
    await this.takeUpRetired();
    if (isRunning(this.record.job)) {
      if (codeVersionOf(this.record.job.build) === version) this.run(this.record.job);
      else await this.saveJob('cancelled');
    }
    if (this.live.frozen && this.job === null) await this.rebuild();
  }

  reached(): Position | null {
    return this.live.feeder.reached;
  }

  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    return this.waiters.wait(position, timeoutMs);
  }

  async status(): Promise<ProjectionStatus> {
    const { feeder, build } = this.live;
    const lag = await feeder.lag();
    return {
      name: this.projection.name,
      version: build,
      state: this.state(lag.lagEvents),
      ...lag,
      eventsPerSecond: feeder.eventsPerSecond(),
      parked: feeder.options.parking.size,
    };
  }

  rebuildJob(): RebuildJob | null {
    const { job } = this.record;
    if (job === null) return null;
    const running = isRunning(job);
    const total = running ? this.services.feed.head().events : job.total;
    const processed = running ? Math.min(total, this.next?.feeder.events ?? 0) : job.processed;
    const percent = total === 0 ? 100 : Math.floor((100 * processed) / total);
    const { jobId, state, error } = job;
    return { jobId, state, processed, total, percent, ...(error === undefined ? {} : { error }) };
  }

  /** Null: one is running already. */
  rebuild(): Promise<string | null> {
    return this.turns.take(async () => {
      if (this.job !== null || this.closed) return null;
      const { name, version } = this.projection;
      const known = [...(await this.services.views.builds(name)), this.record.job?.build ?? ''];
      const build = nameOfNext(version, known);
      const counts = { processed: 0, total: this.services.feed.head().events };
      const job: StoredJob = { jobId: randomUUID(), build, previous: this.live.build, state: 'booting', ...counts };
      await this.save({ ...this.record, job });
      this.run(job);
      return job.jobId;
    });
  }

  /** False: nothing was running (any more). */
  async cancel(): Promise<boolean> {
    if (this.job === null) return false;
    this.job.abort.abort();
    await this.job.done;
    return this.record.job?.state === 'cancelled';
  }

  /** Puts the build before the latest switch back; false when there is none. */
  rollback(): Promise<boolean> {
    return this.turns.take(async () => {
      const { retired, live } = this;
      if (retired === null || this.job !== null) return false;
      await this.switchTo(retired);
      this.retired = null;
      this.stopGrace();
      await this.save({ job: this.record.job && { ...this.record.job, state: 'retired' }, retired: null });
      await dropSlot(live, this.services);
      return true;
    });
  }

  /** False: nothing is parked here under this id. */
  async retryParked(id: string, discard: boolean): Promise<boolean> {
    for (const slot of [this.live, this.next, this.retired]) {
      if (slot !== null && (await retryParked(slot.feeder, id, discard))) return true;
    }
    return false;
  }

  /** Stops the live build where it is, as tests need it. */
  async pause(): Promise<void> {
    this.resumeLive ??= await this.live.feeder.hold();
  }

  resume(): void {
    this.resumeLive?.();
    this.resumeLive = null;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopGrace();
    this.waiters.close();
    this.job?.abort.abort();
    for (const slot of [this.next, this.retired]) slot?.reached.close();
    await this.job?.done;
    await this.turns.take(() => Promise.resolve());
    for (const slot of [this.live, this.next, this.retired]) if (slot) await closeSlot(slot);
  }

  private run(job: StoredJob): void {
    const abort = new AbortController();
    const done = this.fill(job, abort.signal)
      .catch((error: unknown) => this.giveUp(error, abort.signal))
      .finally(() => (this.job = null));
    this.job = { abort, done };
  }

  private async fill({ build }: StoredJob, signal: AbortSignal): Promise<void> {
    this.next = await this.open(build);
    if (this.next.feeder.refused) throw new Error('It was begun on another log');
    await this.saveJob('catching-up');
    await this.caughtUp(this.next, signal);
    await this.saveJob('verifying');
    const wrong = await verify(this.projection, this.next, this.services, signal);
    if (wrong !== null) throw new Error(wrong);
    signal.throwIfAborted();
    await this.turns.take(() => this.takeOver(this.next!));
  }

  private async caughtUp({ feeder, reached }: Slot, signal: AbortSignal): Promise<void> {
    for (;;) {
      const head = this.services.feed.head().position;
      if (head !== null) await reached.wait(head, Number.POSITIVE_INFINITY, signal);
      signal.throwIfAborted();
      if (this.services.feed.head().events - feeder.events <= settledLag) return;
    }
  }

  /** The new build becomes the live one; the old one is fed on until its grace is over. */
  private async takeOver(next: Slot): Promise<void> {
    const before = this.live;
    const counts = { processed: next.feeder.events, total: next.feeder.events };
    await this.switchTo(next);
    this.next = null;
    const goesOn = !before.frozen && !before.feeder.refused;
    const retired = goesOn ? { build: before.build, until: this.endOfGrace() } : null;
    const older = this.retired;
    this.retired = goesOn ? before : null;
    await this.save({ job: { ...this.record.job!, ...counts, state: 'live' }, retired });
    if (older !== null) await dropSlot(older, this.services);
    if (goesOn) this.startGrace();
    else await dropSlot(before, this.services);
  }

  /** Queries never see the view go back: the live build stands still until the other one has come as far. */
  private async switchTo(slot: Slot): Promise<void> {
    const { live } = this;
    const release = await live.feeder.hold();
    try {
      const wanted = live.frozen || live.feeder.refused ? null : live.feeder.reached;
      if (wanted !== null && !(await slot.reached.wait(wanted, mostSwitchMs))) {
        throw new Error(`Build ${slot.build} does not come as far as build ${live.build}`);
      }
      await this.services.views.switchTo(this.projection.name, slot.build);
      this.live = slot;
    } finally {
      release();
    }
    this.waiters.notify();
  }

  private async giveUp(error: unknown, signal: AbortSignal): Promise<void> {
    // What a shutdown interrupts goes on at the next start.
    if (this.closed) return;
    const { next } = this;
    this.next = null;
    await this.saveJob(signal.aborted ? 'cancelled' : 'failed', signal.aborted ? undefined : messageOf(error), next);
    if (next !== null) await dropSlot(next, this.services);
  }

  private async dropLeftovers(): Promise<void> {
    const { name } = this.projection;
    const { job, retired } = this.record;
    const resumes = isRunning(job) && codeVersionOf(job.build) === this.projection.version;
    const wanted = [this.live.build, retired?.build, resumes ? job.build : undefined];
    for (const build of await this.services.views.builds(name)) {
      if (!wanted.includes(build)) await this.services.views.drop(name, build);
    }
  }

  private async takeUpRetired(): Promise<void> {
    const { retired } = this.record;
    if (retired === null) return;
    const usable = codeVersionOf(retired.build) === this.projection.version && retired.until > this.services.clock();
    if (usable) {
      this.retired = await this.open(retired.build);
      this.startGrace();
      return;
    }
    await this.save({ ...this.record, retired: null });
    await this.services.views.drop(this.projection.name, retired.build);
  }

  private startGrace(): void {
    this.stopGrace();
    const left = Date.parse(this.record.retired!.until) - Date.parse(this.services.clock());
    this.grace = setTimeout(() => void this.endGrace().catch(() => undefined), Math.max(0, left)).unref();
  }

  private endGrace(): Promise<void> {
    return this.turns.take(async () => {
      const { retired } = this;
      if (retired === null || this.closed) return;
      this.retired = null;
      await this.save({ ...this.record, retired: null });
      await dropSlot(retired, this.services);
    });
  }

  private stopGrace(): void {
    if (this.grace !== null) clearTimeout(this.grace);
    this.grace = null;
  }

  private endOfGrace(): string {
    const { clock, graceMs = 600_000 } = this.services;
    return new Date(Date.parse(clock()) + graceMs).toISOString();
  }

  private open(build: string): Promise<Slot> {
    return openSlot(this.projection, build, this.services, () => this.waiters.notify());
  }

  private async saveJob(state: RebuildState, error?: string, next: Slot | null = this.next): Promise<void> {
    const { job } = this.record;
    if (job === null) return;
    const counts = { processed: next?.feeder.events ?? job.processed, total: this.services.feed.head().events };
    await this.save({ ...this.record, job: { ...job, ...counts, state, ...(error === undefined ? {} : { error }) } });
  }

  private async save(record: RebuildRecord): Promise<void> {
    this.record = record;
    await saveRecord(this.services.keyValue, this.projection.name, record);
  }

  private state(lagEvents: number): ProjectionStatus['state'] {
    const { feeder, frozen } = this.live;
    if (isRunning(this.record.job)) return 'rebuilding';
    if (frozen || feeder.refused) return 'refused';
    if (feeder.held) return 'paused';
    return lagEvents > settledLag ? 'catching-up' : 'live';
  }
}
