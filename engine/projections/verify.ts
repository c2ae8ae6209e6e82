import type { Projection } from '../projection.ts';
import { Turns } from '../turns.ts';
import type { ProjectionServices, Slot } from './builds.ts';
import { coldFold } from './cold-fold.ts';
import { scanDigest } from './digest.ts';
import { discardedEvents } from './parking.ts';

const attempts = 3;

/**
 * Compares, at one position, the digest kept with a build's checkpoint, the digest of the documents it really has, and
 * that of a cold fold. Answers what is wrong, or null. Tried again a few times: a person erased in between makes the
 * cold fold read less than the build did, until the build has passed the erasure too.
 */
export async function verify(
  projection: Projection,
  { feeder, view, reached }: Slot,
  services: ProjectionServices,
  signal: AbortSignal,
): Promise<string | null> {
  const fold = services.coldFold ?? ((folded, options) => coldFold(folded, services.feed, options));
  let wrong: string | null = null;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const head = services.feed.head().position;
    if (head !== null) await reached.wait(head, Number.POSITIVE_INFINITY, signal);
    signal.throwIfAborted();
    const release = await feeder.hold();
    const { reached: upTo, digest } = feeder;
    const kept = await scanDigest(view).finally(release);
    const discarded = await discardedEvents(projection.name, services.keyValue);
    const { leisure = new Turns() } = services;
    const cold = await fold(projection, { upTo, discarded, signal, leisure });
    if (cold === digest && kept === digest) return null;
    wrong = `At ${upTo} the build has ${kept}, its checkpoint says ${digest}, a cold fold gives ${cold}`;
  }
  return wrong;
}
