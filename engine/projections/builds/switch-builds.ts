import type { Position } from '../../log/position.ts';
import type { Report } from '../../tools/report.ts';
import { differingSince } from './differing.ts';
import { standsStill, type Slot } from './slot.ts';

const mostCatchUpMs = 5_000;

export type Switch = {
  readonly live: Slot;
  readonly other: Slot;
  /** Has queries read the other build. */
  readonly point: () => Promise<void>;
  /** Where the other build was found to be right: what changed since is compared. Nothing is when absent. */
  readonly verified?: { readonly position: Position | null };
  readonly log: Report | undefined;
};

/**
 * Has queries read another build than the live one. They never see the view go back: the live build stands still until
 * the other one has come as far.
 */
export async function switchBuilds(switching: Switch): Promise<void> {
  const { live, other, point } = switching;
  const feeders = [live.feeder, other.feeder] as const;
  const release: (() => void)[] = [];
  other.feeder.priority.raise();
  try {
    const behind = live.feeder.reached;
    if (behind !== null && !live.feeder.refused) await other.reached.wait(behind, mostCatchUpMs);
    const verified = isComparable(switching) ? switching.verified : undefined;
    // Most is compared while both are fed on: what differs then may only have moved in between, and is looked at again.
    const also = verified && (await differingSince(...feeders, { after: verified.position, upTo: behind }));
    for (const feeder of feeders) release.push(await feeder.hold());
    if (!standsStill(live)) await bringTogether(live, other);
    const range = { after: behind, upTo: live.feeder.reached };
    if (also) warnOf(await differingSince(...feeders, { ...range, also }), switching);
    await point();
    live.feeder.priority.lower();
  } catch (error) {
    other.feeder.priority.lower();
    throw error;
  } finally {
    for (const each of release) each();
  }
}

function isComparable({ live, other }: Switch): boolean {
  return !standsStill(live) && [live, other].every(({ feeder }) => feeder.options.parking.size === 0);
}

/** Both builds, standing still, come to one position. */
async function bringTogether(live: Slot, other: Slot): Promise<void> {
  const [one, two] = [live.feeder, other.feeder];
  if (two.reached !== null) await one.advanceTo(two.reached);
  if (one.reached !== null) await two.advanceTo(one.reached);
}

/** The new build was compared with the log itself, so the old one is the one that is wrong. */
function warnOf(differing: ReadonlySet<string>, { live, other, log }: Switch): void {
  if (differing.size === 0) return;
  log?.warn('The builds of a view differ at one position', {
    projection: live.view.name,
    builds: [live.build, other.build],
    position: live.feeder.reached,
    documents: differing.size,
  });
}
