import type { Clock } from '../../tools/clock.ts';
import type { Registry } from '../../stores/registry.ts';
import type { LogFeed } from '../../feed/log-feed.ts';
import type { ParkedEvents } from '../../feed/parked-events.ts';
import type { Position } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import type { Report } from '../../tools/report.ts';
import type { ViewBuild, ViewStore } from '../ports/view-store.ts';
import type { ColdFold } from '../folding/cold-fold.ts';
import { Feeder } from './feeder.ts';
import { clearParked, Parking } from './parking.ts';
import { Turns } from '../../tools/turns.ts';
import { Waiters } from '../../feed/waiters.ts';

export type ProjectionServices = {
  readonly feed: LogFeed;
  readonly views: ViewStore;
  readonly parked: ParkedEvents;
  readonly registry: Registry;
  readonly clock: Clock;
  /** Milliseconds the build before a switch is kept and fed, so that one may roll back. */
  readonly graceMs?: number;
  /** Milliseconds a checkpoint that only passed foreign events may wait to be written. */
  readonly lazyMs?: number;
  /** Events folded together, at most. */
  readonly batch?: number;
  readonly log?: Report;
  /** Lets one build at a time take a batch of those in the background. */
  readonly backgroundTurns?: Turns;
  /** Folds cold for the verification of a rebuild; in this process when absent. */
  readonly coldFold?: (projection: Projection, options: ColdFold) => Promise<string>;
};

/** One build with what feeds it. */
export type Slot = {
  readonly build: string;
  readonly view: ViewBuild;
  readonly feeder: Feeder;
  readonly reached: Waiters;
  /** Made by another version of the code: it serves what it has and folds nothing more. */
  readonly frozen: boolean;
};

/** True for a build that folds nothing any more: older code made it, or its checkpoint is of another log. */
export function standsStill({ frozen, feeder }: Slot): boolean {
  return frozen || feeder.refused;
}

/** `2.7` is the seventh build, made by version 2 of the code. */
export function codeVersionOf(build: string): number {
  return Number(build.split('.')[0]);
}

export function nameOfNext(codeVersion: number, builds: readonly string[]): string {
  const highest = Math.max(0, ...builds.map((build) => Number(build.split('.')[1] ?? 0)));
  return `${codeVersion}.${highest + 1}`;
}

/** Opens a build and starts to feed it. */
export async function openSlot(
  projection: Projection,
  build: string,
  services: ProjectionServices,
  advanced: () => void,
): Promise<Slot> {
  const { feed, clock, lazyMs = 250, batch = 500, backgroundTurns = new Turns() } = services;
  const view = await services.views.open(projection, build);
  const parking = new Parking(projection.name, build, services);
  const log: Report = {
    warn: (message, context) => services.log?.warn(message, { projection: projection.name, build, ...context }),
  };
  const options = { projection, build: view, parking, feed, clock, log, lazyMs, batch, backgroundTurns };
  const feeder: Feeder = new Feeder({
    ...options,
    advanced: () => {
      reached.notify();
      advanced();
    },
  });
  const reached = new Waiters((): Position | null => feeder.reached);
  const frozen = codeVersionOf(build) !== projection.version;
  await feeder.start(frozen);
  return { build, view, feeder, reached, frozen };
}

/** Stops feeding a build. */
export async function closeSlot({ feeder, reached }: Slot): Promise<void> {
  reached.close();
  await feeder.close();
}

/** Removes a build and everything that was kept for it. */
export async function dropSlot(slot: Slot, services: ProjectionServices): Promise<void> {
  await closeSlot(slot);
  await dropBuild(slot.view.name, slot.build, services);
}

/** The same for a build that is not open. */
export async function dropBuild(projection: string, build: string, services: ProjectionServices): Promise<void> {
  await clearParked(projection, build, services.parked);
  await services.views.drop(projection, build);
}
