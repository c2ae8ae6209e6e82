import type { Report } from '../../tools/report.ts';
import { standsStill, type Slot } from './slot.ts';

const mostCatchUpMs = 5_000;

/**
 * Has queries read another build than the live one. `point` points them at it. They never see the view go back: the live
 * build stands still until the other one has come as far.
 */
export async function switchBuilds(
  live: Slot,
  other: Slot,
  point: () => Promise<void>,
  log: Report | undefined,
): Promise<void> {
  other.feeder.priority.raise();
  const behind = live.feeder.reached;
  if (behind !== null && !live.feeder.refused) await other.reached.wait(behind, mostCatchUpMs);
  const release = [await live.feeder.hold(), await other.feeder.hold()];
  try {
    if (!standsStill(live)) await bringTogether(live, other, log);
    await point();
    live.feeder.priority.lower();
  } catch (error) {
    other.feeder.priority.lower();
    throw error;
  } finally {
    for (const each of release) each();
  }
}

/** Both builds, standing still, come to one position, where they must have the same documents. */
async function bringTogether(live: Slot, other: Slot, log: Report | undefined): Promise<void> {
  const feeders = [live.feeder, other.feeder] as const;
  const [one, two] = feeders;
  if (two.reached !== null) await one.advanceTo(two.reached);
  if (one.reached !== null) await two.advanceTo(one.reached);
  const waits = feeders.some(({ options }) => options.parking.size > 0);
  if (waits || one.checkpoint.digest === two.checkpoint.digest) return;
  // The new build was compared with the log itself, so the old one is the one that is wrong.
  log?.warn('The builds of a view differ at one position', {
    projection: live.view.name,
    builds: [live.build, other.build],
    position: one.reached,
  });
}
