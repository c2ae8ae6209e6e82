import type { Position } from '../log/position.ts';
import type { ProjectionState, ProjectionStatus, RebuildJob } from './ports/projection-admin.ts';
import type { Projection } from './projection.ts';
import { standsStill, type ProjectionServices } from './builds/slot.ts';
import { forgetInPlace } from './builds/forget-in-place.ts';
import { LiveBuilds } from './builds/live-builds.ts';
import { Rebuild } from './rebuild/rebuild.ts';
import { consumerOf } from './builds/parking.ts';
import { retryParked } from './builds/refold.ts';

/** A lag of more events than this is worth telling. */
const settledLag = 1_000;

/** One projection: fed, rebuilt, looked after. */
export class ProjectionRuntime {
  private readonly builds: LiveBuilds;
  private readonly rebuilding: Rebuild;
  private resumeLive: (() => void) | null = null;

  constructor(projection: Projection, services: ProjectionServices) {
    this.builds = new LiveBuilds(projection, services);
    this.rebuilding = new Rebuild(this.builds);
  }

  /** Opens and feeds the view. Changed code begins a rebuild, while the old build serves. */
  async start(): Promise<void> {
    await this.builds.open();
    await this.rebuilding.resume();
    if (this.builds.live.frozen && !this.rebuilding.isRunning) await this.rebuilding.start();
  }

  /** Where queries of the view stand. */
  reached(): Position | null {
    return this.builds.live.feeder.reached;
  }

  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    return this.builds.waiters.wait(position, timeoutMs);
  }

  get standsStill(): boolean {
    return standsStill(this.builds.live);
  }

  /** See `Projections`. */
  async everyBuildForgets(person: string, position: Position, timeoutMs: number): Promise<boolean> {
    const { live, next, retired, projection } = this.builds;
    const knows = this.rebuilding.mayKnow(position);
    const slots = [live, next, retired].filter((slot) => slot !== null);
    const forgotten = await Promise.all(
      slots.map((slot) =>
        standsStill(slot) ? forgetInPlace(slot, projection, person) : slot.reached.wait(position, timeoutMs),
      ),
    );
    return forgotten.every(Boolean) && !knows;
  }

  async status(): Promise<ProjectionStatus> {
    const { feeder, build } = this.builds.live;
    const lag = await feeder.lag();
    return {
      name: this.builds.projection.name,
      version: build,
      state: this.state(lag.lagEvents),
      ...lag,
      eventsPerSecond: feeder.eventsPerSecond(),
      parked: feeder.options.parking.size,
    };
  }

  rebuildJob(): RebuildJob | null {
    return this.rebuilding.describe();
  }

  /** The job's id; null: one is running already. */
  rebuild(): Promise<string | null> {
    return this.rebuilding.start();
  }

  /** False: nothing was running (any more). */
  cancel(): Promise<boolean> {
    return this.rebuilding.cancel();
  }

  /** Puts the build before the latest switch back; false when there is none, or while a rebuild is running. */
  rollback(): Promise<boolean> {
    return this.builds.turns.take(async () => !this.rebuilding.isRunning && (await this.builds.rollBack()));
  }

  /** Under which name the live build's events are parked. */
  get consumer(): string {
    return consumerOf(this.builds.projection.name, this.builds.live.build);
  }

  /** In every build that has it, with the events as the log has them now. False: nothing is parked here under this id. */
  async retryParked(id: string, discard: boolean): Promise<boolean> {
    const { live, next, retired } = this.builds;
    const feeders = [live, next, retired].flatMap((slot) => (slot === null ? [] : [slot.feeder]));
    const entry = feeders.map(({ options }) => options.parking.find(id)).find((found) => found !== null);
    if (!entry) return false;
    this.builds.services.feed.reread();
    for (const feeder of feeders) {
      const { parking } = feeder.options;
      if (discard) await parking.discard(entry);
      await retryParked(feeder, parking.idOf(entry.eventId, entry.key));
    }
    return true;
  }

  /** Stops the live build where it is, as tests need it. */
  async pause(): Promise<void> {
    this.resumeLive ??= await this.builds.live.feeder.hold();
  }

  resume(): void {
    this.resumeLive?.();
    this.resumeLive = null;
  }

  async close(): Promise<void> {
    this.builds.waiters.close();
    await this.rebuilding.close();
    await this.builds.close();
  }

  private state(lagEvents: number): ProjectionState {
    const { feeder } = this.builds.live;
    if (this.rebuilding.isRunning) return 'rebuilding';
    if (this.standsStill) return 'refused';
    if (feeder.held) return 'paused';
    return lagEvents > settledLag ? 'catching-up' : 'live';
  }
}
