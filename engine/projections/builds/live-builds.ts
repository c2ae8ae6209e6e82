import { messageOf } from '../../tools/message-of.ts';
import type { Position } from '../../log/position.ts';
import type { RebuildState } from '../ports/projection-admin.ts';
import { DamagedView } from '../ports/view-store.ts';
import type { Projection } from '../projection.ts';
import { Turns } from '../../tools/turns.ts';
import { Waiters } from '../../feed/waiters.ts';
import type { ProjectionServices, Slot } from './slot.ts';
import { closeSlot, codeVersionOf, dropBuild, dropSlot, nameOfNext, openSlot } from './slot.ts';
import {
  isRunning,
  loadRecord,
  saveRecord,
  settleRecord,
  type RebuildRecord,
  type StoredJob,
} from './rebuild-record.ts';

const mostSwitchMs = 5_000;

/** The builds of one projection: the live one, the one a rebuild fills beside it, and the one before the latest switch. */
export class LiveBuilds {
  live!: Slot;
  next: Slot | null = null;
  retired: Slot | null = null;
  record: RebuildRecord = { job: null, retired: null };
  /** Operators' requests and switches, one at a time. */
  readonly turns = new Turns();
  readonly waiters = new Waiters((): Position | null => this.live.feeder.reached);
  private grace: NodeJS.Timeout | null = null;

  constructor(
    readonly projection: Projection,
    readonly services: ProjectionServices,
  ) {}

  /** Opens the live build (the first one at the first start) and what a crash left of the others. */
  async open(): Promise<void> {
    const { name, version } = this.projection;
    const { views, keyValue } = this.services;
    const live = await views.live(name);
    const build = await this.openLive(live ?? `${version}.1`);
    if (live !== build) await views.switchTo(name, build);
    await this.save(settleRecord(await loadRecord(keyValue, name), build, this.endOfGrace()));
    await this.openRetired();
    await this.dropLeftovers();
  }

  async openNext(build: string): Promise<Slot> {
    this.next = await this.openSlot(build);
    return this.next;
  }

  /** The next build becomes the live one; the old one is fed on until its grace is over. */
  async takeOver(next: Slot): Promise<void> {
    const [before, older] = [this.live, this.retired];
    const counts = { processed: next.feeder.events, total: next.feeder.events };
    await this.switchTo(next);
    this.next = null;
    const goesOn = !before.frozen && !before.feeder.refused;
    this.retired = goesOn ? before : null;
    const retired = goesOn ? { build: before.build, until: this.endOfGrace() } : null;
    try {
      await this.save({ job: { ...this.record.job!, ...counts, state: 'live' }, retired });
    } finally {
      if (older !== null) await dropSlot(older, this.services);
      if (goesOn) this.startGrace();
      else await dropSlot(before, this.services);
    }
  }

  /** Puts the build before the latest switch back; false when there is none. */
  async rollBack(): Promise<boolean> {
    const { retired, live } = this;
    if (retired === null) return false;
    await this.switchTo(retired);
    this.retired = null;
    this.stopGrace();
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
    const processed = this.next?.feeder.events ?? job.processed;
    const counted: StoredJob = { ...job, processed, total: this.services.feed.head().events, state };
    await this.save({ ...this.record, job: error === undefined ? counted : { ...counted, error } });
  }

  /** What cannot be saved holds until the next start, which settles what the saved record says with what it finds. */
  async save(record: RebuildRecord): Promise<void> {
    const before = this.record;
    this.record = record;
    if (JSON.stringify(record) !== JSON.stringify(before)) {
      await saveRecord(this.services.keyValue, this.projection.name, record);
    }
  }

  async close(): Promise<void> {
    this.stopGrace();
    await this.turns.take(() => Promise.resolve());
    for (const slot of [this.live, this.next, this.retired]) if (slot) await closeSlot(slot);
  }

  /** Queries never see the view go back: the live build stands still until the other one has come as far. */
  private async switchTo(slot: Slot): Promise<void> {
    const { live } = this;
    slot.feeder.hurry();
    const behind = live.feeder.reached;
    if (behind !== null && !live.feeder.refused) await slot.reached.wait(behind, mostSwitchMs);
    const release = [await live.feeder.hold(), await slot.feeder.hold()];
    try {
      if (!live.frozen && !live.feeder.refused) await this.bringTogether(live, slot);
      await this.services.views.switchTo(this.projection.name, slot.build);
      this.live = slot;
      live.feeder.relax();
    } catch (error) {
      slot.feeder.relax();
      throw error;
    } finally {
      for (const each of release) each();
    }
    this.waiters.notify();
  }

  /** Both builds, standing still, come to one position, where they must have the same documents. */
  private async bringTogether(live: Slot, slot: Slot): Promise<void> {
    const [one, other] = [live.feeder, slot.feeder];
    if (other.reached !== null) await one.advanceTo(other.reached);
    if (one.reached !== null) await other.advanceTo(one.reached);
    const waits = one.options.parking.size + other.options.parking.size > 0;
    if (waits || one.digest === other.digest) return;
    // The new build was compared with the log itself, so the old one is the one that is wrong.
    this.services.log?.warn('The builds of a view differ at one position', {
      projection: this.projection.name,
      builds: [live.build, slot.build],
      position: one.reached,
    });
  }

  /** A view is disposable: a live build whose file is broken is replaced by an empty one, which catches up. */
  private async openLive(build: string): Promise<string> {
    try {
      this.live = await this.openSlot(build);
      this.live.feeder.hurry();
      return build;
    } catch (error) {
      if (!(error instanceof DamagedView)) throw error;
      const fresh = await this.nameNext();
      const { name: projection } = this.projection;
      this.services.log?.warn('A view is damaged and is built anew', { projection, build, error: messageOf(error) });
      this.live = await this.openSlot(fresh);
      this.live.feeder.hurry();
      return fresh;
    }
  }

  private async openRetired(): Promise<void> {
    const { retired } = this.record;
    if (retired === null) return;
    const isUsable = codeVersionOf(retired.build) === this.projection.version && retired.until > this.services.clock();
    // One that cannot be opened is a leftover.
    if (isUsable) this.retired = await this.openSlot(retired.build).catch(() => null);
    if (this.retired !== null) this.startGrace();
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

  private startGrace(): void {
    this.stopGrace();
    const left = Date.parse(this.record.retired!.until) - Date.parse(this.services.clock());
    this.grace = setTimeout(() => void this.endGrace().catch(() => undefined), Math.max(0, left)).unref();
  }

  private endGrace(): Promise<void> {
    return this.turns.take(async () => {
      const { retired } = this;
      if (retired === null || this.grace === null) return;
      this.retired = null;
      try {
        await this.save({ ...this.record, retired: null });
      } finally {
        await dropSlot(retired, this.services);
      }
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

  private openSlot(build: string): Promise<Slot> {
    return openSlot(this.projection, build, this.services, () => this.waiters.notify());
  }
}
