import type { LogFeed } from '../../feed/log-feed.ts';
import type { Position } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import { Turns } from '../../tools/turns.ts';
import type { ProjectionServices, Slot } from '../builds/slot.ts';
import { coldFold } from '../folding/cold-fold.ts';
import { digestAt } from '../folding/digest-at.ts';
import { ParkedKeys } from '../folding/parked-keys.ts';
import type { BuildDigests, TakeDigests } from '../ports/off-thread.ts';
import { discardedEvents } from '../builds/parking.ts';

/** Attempts that failed, or found a difference that no erasure explains. */
const mostDifferences = 3;

const pageSize = 500;

/** Where a build was found to have what the log gives, or what is wrong. */
type Verified = { readonly position: Position | null } | { readonly wrong: string };

/**
 * Compares, at one position, the digest of the documents that a build really has with that of a cold fold. Tried again,
 * as a person erased in between makes the cold fold read less than the build did, until the build has passed the erasure
 * too. While somebody is erased during every attempt it goes on.
 */
export async function verify(
  projection: Projection,
  slot: Slot,
  services: ProjectionServices,
  signal: AbortSignal,
): Promise<Verified> {
  const takeDigests = services.views.offThread?.takeDigests ?? digestsHere(projection, slot, services);
  for (let differences = 0; ;) {
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
    const { position, kept, cold } = taken;
    if (cold === kept) return { position };
    if (!(await isErasedAfter(head, projection, services.feed))) differences += 1;
    if (differences === mostDifferences)
      return { wrong: `At ${position} the build has ${kept}, a cold fold gives ${cold}` };
  }
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
    const position = services.feed.head().position;
    const parked = new ParkedKeys(feeder.options.parking.all(), discarded);
    const rest = { projection, parked, log: services.feed, after: feeder.reached, upTo: position, signal };
    const kept = await digestAt(view, rest).finally(release);
    return { position, kept, cold: await fold(projection, { upTo: position, discarded, signal, backgroundTurns }) };
  };
}
