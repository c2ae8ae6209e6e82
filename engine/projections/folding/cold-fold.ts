import type { LogReader } from '../../feed/log-feed.ts';
import type { Position } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import type { Turns } from '../../tools/turns.ts';
import { digestOf } from './digest.ts';
import type { Documents } from './fold.ts';
import { foldOn } from './fold-on.ts';
import { HeldDocuments } from './held-documents.ts';
import { ParkedKeys } from './parked-keys.ts';
import { isInShare, wholeShare, type Share } from './share.ts';

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
  return digestOf(pausing(documents.values(), options.between));
}

function* pausing<Item>(items: Iterable<Item>, between: () => void = () => {}): Generator<Item> {
  for (const item of items) {
    between();
    yield item;
  }
}

async function coldDocuments(projection: Projection, log: LogReader, options: ColdFold): Promise<Documents> {
  const { discarded = [], share = wholeShare } = options;
  const documents = new HeldDocuments();
  const isWanted = (key: string) => isInShare(key, share);
  const parked = new ParkedKeys([], discarded);
  await foldOn({ ...options, projection, documents, parked, isWanted, log, after: null });
  return documents.held;
}
