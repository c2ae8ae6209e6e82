import { yieldTurn } from '../../tools/back-off.ts';
import type { LogReader } from '../../feed/log-feed.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import { Turns } from '../../tools/turns.ts';
import { emptyDigest, replaceInDigest } from './digest.ts';
import { typesReadBy, type Documents } from './fold.ts';
import { foldBatch } from './fold-batch.ts';
import { HeldDocuments } from './held-documents.ts';
import { ParkedKeys } from './parked-keys.ts';
import { isInShare, wholeShare, type Share } from './share.ts';

const batch = 100;

export type ColdFold = {
  readonly upTo: Position | null;
  /** From `discardedEvents`. */
  readonly discarded?: readonly (readonly [eventId: string, key: string])[];
  /** Folds this share of the keys only; the shares' documents add up. Bounds the memory of a large view. */
  readonly share?: Share;
  /** Called between two documents that are hashed. */
  readonly between?: () => void;
  readonly signal?: AbortSignal;
  /** Takes turns with other work in the background. */
  readonly backgroundTurns?: Turns;
};

/**
 * Folds a projection from the log's beginning up to a position (inclusive), in memory, beside all stores and
 * checkpoints, and answers the digest its view must have there.
 */
export async function coldFold(projection: Projection, log: LogReader, options: ColdFold): Promise<string> {
  const documents = await coldDocuments(projection, log, options);
  let digest = emptyDigest;
  for (const { id, document } of documents.values()) {
    options.between?.();
    digest = replaceInDigest(digest, id, null, document);
  }
  return digest;
}

async function coldDocuments(projection: Projection, log: LogReader, options: ColdFold): Promise<Documents> {
  const { upTo, discarded = [], share = wholeShare, signal, backgroundTurns = new Turns() } = options;
  const parked = new ParkedKeys();
  for (const [eventId, key] of discarded) parked.discard(eventId, key);
  const documents = new HeldDocuments();
  const fold = { projection, documents, parked, isWanted: (key: string) => isInShare(key, share) };
  const types = typesReadBy(projection);
  const foldAfter = async (position: Position | null): Promise<Position | null> => {
    const read = await log.read(position, batch, types);
    const events = read.filter((event) => reaches(upTo, event.position));
    documents.keep((await foldBatch(fold, events)).changed);
    await yieldTurn();
    return read.at(-1)?.position ?? upTo;
  };
  for (let after: Position | null = null; after !== upTo && (after === null || !reaches(after, upTo!));) {
    signal?.throwIfAborted();
    const from: Position | null = after;
    after = await backgroundTurns.take(() => foldAfter(from));
  }
  return documents.held;
}
