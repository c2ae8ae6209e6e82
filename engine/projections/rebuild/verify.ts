import type { LogFeed } from '../../feed/log-feed.ts';
import type { Position } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import { Turns } from '../../tools/turns.ts';
import type { ProjectionServices, Slot } from '../builds/slot.ts';
import { coldFold } from '../folding/cold-fold.ts';
import { scanDigest } from '../folding/digest.ts';
import type { BuildDigests, TakeDigests } from '../ports/off-thread.ts';
import { discardedEvents } from '../builds/parking.ts';

/** Attempts that failed, or found a difference that no erasure explains. */
const mostDifferences = 3;

const pageSize = 500;

/**
 * Compares, at one position, the digest kept with a build's checkpoint, the digest of the documents it really has, and
 * that of a cold fold. Answers what is wrong, or null. Tried again, as a person erased in between makes the cold fold
 * read less than the build did, until the build has passed the erasure too. While somebody is erased during every
 * attempt it goes on.
 */
export async function verify(
  projection: Projection,
  slot: Slot,
  services: ProjectionServices,
  signal: AbortSignal,
): Promise<string | null> {
  const takeDigests = services.views.offThread?.takeDigests ?? digestsHere(projection, slot, services);
  let wrong: string | null = null;
  for (let differences = 0; differences < mostDifferences;) {
    const head = services.feed.head().position;
    if (head !== null) await slot.reached.wait(head, Number.POSITIVE_INFINITY, signal);
    signal.throwIfAborted();
    const discarded = await discardedEvents(projection.name, services.parked);
    const taken = await takeDigests(projection.name, slot.build, { discarded, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      differences += 1;
      if (differences === mostDifferences) throw error;
      return null;
    });
    if (taken === null) continue;
    const { position, checkpoint, kept, cold } = taken;
    if (cold === checkpoint && kept === checkpoint) return null;
    wrong = `At ${position} the build has ${kept}, its checkpoint says ${checkpoint}, a cold fold gives ${cold}`;
    if (!(await isErasedAfter(head, projection, services.feed))) differences += 1;
  }
  return wrong;
}

async function isErasedAfter(head: Position | null, { erases }: Projection, feed: LogFeed): Promise<boolean> {
  if (erases === undefined) return false;
  const wanted = new Set([erases.on]);
  for (let after = head; ;) {
    const events = await feed.read(after, pageSize, wanted);
    if (events.some(({ type }) => type === erases.on)) return true;
    if (events.length === 0) return false;
    after = events.at(-1)!.position;
  }
}

/** In this process, while the build stands still. */
function digestsHere(projection: Projection, { feeder, view }: Slot, services: ProjectionServices): TakeDigests {
  const { backgroundTurns = new Turns() } = services;
  const fold = services.coldFold ?? ((folded, options) => coldFold(folded, services.feed, options));
  return async (_name, _build, { discarded, signal }): Promise<BuildDigests> => {
    const release = await feeder.hold();
    const { position, digest: checkpoint } = feeder.checkpoint;
    const kept = await scanDigest(view).finally(release);
    return {
      position,
      checkpoint,
      kept,
      cold: await fold(projection, { upTo: position, discarded, signal, backgroundTurns }),
    };
  };
}
