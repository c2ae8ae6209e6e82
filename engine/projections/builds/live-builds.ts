import { messageOf } from '../../tools/message-of.ts';
import type { Position } from '../../log/position.ts';
import type { RebuildState } from '../ports/projection-admin.ts';
import { DamagedView } from '../ports/view-store.ts';
import type { Projection } from '../projection.ts';
import { Turns } from '../../tools/turns.ts';
import { Waiters } from '../../feed/waiters.ts';
import { Grace } from './grace.ts';
import type { ProjectionServices, Slot } from './slot.ts';
import { closeSlot, codeVersionOf, dropBuild, dropSlot, nameOfNext, openSlot, standsStill } from './slot.ts';
import { switchBuilds, type Switch } from './switch-builds.ts';
import {
  isRunning,
  loadRecord,
  saveRecord,
  settleRecord,
  type RebuildRecord,
  type StoredJob,
} from './rebuild-record.ts';

/** The builds of one projection: the live one, the one a rebuild fills beside it, and the one before the latest switch. */
export class LiveBuilds {
  live!: Slot;
  next: Slot | null = null;
  retired: Slot | null = null;
  record: RebuildRecord = { job: null, retired: null };
  /** Operators' requests and switches, one at a time. */
  readonly turns = new Turns();
  readonly waiters = new Waiters((): Position | null => this.live.feeder.reached);
  private readonly grace: Grace;

  constructor(
    readonly projection: Projection,
    readonly services: ProjectionServices,
  ) {
    this.grace = new Grace(this.turns, services.clock, services.graceMs);
  }

  /** Opens the live build (the first one at the first start) and what a crash left of the others. */
  async open(): Promise<void> {
    const { name, version } = this.projection;
    const { views, registry } = this.services;
    const live = await views.live(name);
    const build = await this.openLive(live ?? `${version}.1`);
    if (live !== build) await views.switchTo(name, build);
    await this.save(settleRecord(await loadRecord(registry, name), build, this.grace.endFromNow()));
    await this.openRetired();
    await this.dropLeftovers();
  }

  async openNext(build: string): Promise<Slot> {
    this.next = await this.openSlot(build);
    return this.next;
  }

  /** The next build, found to be right at a position, becomes the live one; the old one is fed on until its grace is over. */
  async takeOver(next: Slot, verifiedAt: Position | null): Promise<void> {
    const [before, older] = [this.live, this.retired];
    const counts = { processed: next.feeder.checkpoint.events, total: next.feeder.checkpoint.events };
    await this.switchTo(next, { position: verifiedAt });
    this.next = null;
    const goesOn = !standsStill(before);
    this.retired = goesOn ? before : null;
    const retired = goesOn ? { build: before.build, until: this.grace.endFromNow() } : null;
    try {
      await this.save({ job: { ...this.record.job!, ...counts, state: 'live' }, retired });
    } finally {
      if (older !== null) await dropSlot(older, this.services);
      if (goesOn) this.beginGrace();
      else await dropSlot(before, this.services);
    }
  }

  /** Puts the build before the latest switch back; false when there is none. */
  async rollBack(): Promise<boolean> {
    const { retired, live } = this;
    if (retired === null) return false;
    await this.switchTo(retired);
    this.retired = null;
    this.grace.stop();
    try {
      await this.save({ job: this.record.job && { ...this.record.job, state: 'retired' }, retired: null });
    } finally {
      await dropSlot(live, this.services);
    }
    return true;
  }

  /** Removes the build that was being filled. */
  async dropNext(build: string): Promise<void> {
    const { next } = this;
    this.next = null;
    if (next === null) await dropBuild(this.projection.name, build, this.services);
    else await dropSlot(next, this.services);
  }

  async nameNext(): Promise<string> {
    const { name, version } = this.projection;
    return nameOfNext(version, [...(await this.services.views.builds(name)), this.record.job?.build ?? '']);
  }

  async saveJob(state: RebuildState, error?: string): Promise<void> {
    const { job } = this.record;
    if (job === null) return;
    const processed = this.next?.feeder.checkpoint.events ?? job.processed;
    const counted: StoredJob = { ...job, processed, total: this.services.feed.head().events, state };
    await this.save({ ...this.record, job: error === undefined ? counted : { ...counted, error } });
  }

  /** What cannot be saved holds until the next start, which settles what the saved record says with what it finds. */
  async save(record: RebuildRecord): Promise<void> {
    const before = this.record;
    this.record = record;
    if (JSON.stringify(record) !== JSON.stringify(before)) {
      await saveRecord(this.services.registry, this.projection.name, record);
    }
  }

  async close(): Promise<void> {
    this.grace.stop();
    await this.turns.take(() => Promise.resolve());
    for (const slot of [this.live, this.next, this.retired]) if (slot) await closeSlot(slot);
  }

  /** `verified`: as in `Switch`. */
  private async switchTo(other: Slot, verified?: { readonly position: Position | null }): Promise<void> {
    const { views, log } = this.services;
    const point = async () => {
      await views.switchTo(this.projection.name, other.build);
      this.live = other;
    };
    const switching: Switch = { live: this.live, other, point, log };
    await switchBuilds(verified === undefined ? switching : { ...switching, verified });
    this.waiters.notify();
  }

  /** A view is disposable: a live build whose file is broken is replaced by an empty one, which catches up. */
  private async openLive(build: string): Promise<string> {
    try {
      this.live = await this.openSlot(build);
      this.live.feeder.priority.raise();
      return build;
    } catch (error) {
      if (!(error instanceof DamagedView)) throw error;
      const fresh = await this.nameNext();
      const { name: projection } = this.projection;
      this.services.log?.warn('A view is damaged and is built anew', { projection, build, error: messageOf(error) });
      this.live = await this.openSlot(fresh);
      this.live.feeder.priority.raise();
      return fresh;
    }
  }

  private async openRetired(): Promise<void> {
    const { retired } = this.record;
    if (retired === null) return;
    const isUsable = codeVersionOf(retired.build) === this.projection.version && retired.until > this.services.clock();
    // One that cannot be opened is a leftover.
    if (isUsable) this.retired = await this.openSlot(retired.build).catch(() => null);
    if (this.retired !== null) this.beginGrace();
    else await this.save({ ...this.record, retired: null });
  }

  private async dropLeftovers(): Promise<void> {
    const { name, version } = this.projection;
    const { job } = this.record;
    const resumed = isRunning(job) && codeVersionOf(job.build) === version ? job.build : undefined;
    const wanted = [this.live.build, this.retired?.build, resumed];
    for (const build of await this.services.views.builds(name)) {
      if (!wanted.includes(build)) await dropBuild(name, build, this.services);
    }
  }

  private beginGrace(): void {
    this.grace.begin(this.record.retired!.until, () => this.dropRetired());
  }

  private async dropRetired(): Promise<void> {
    const { retired } = this;
    if (retired === null) return;
    this.retired = null;
    try {
      await this.save({ ...this.record, retired: null });
    } finally {
      await dropSlot(retired, this.services);
    }
  }

  private openSlot(build: string): Promise<Slot> {
    return openSlot(this.projection, build, this.services, () => this.waiters.notify());
  }
}
