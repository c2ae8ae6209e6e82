import type { FeedEvent } from '../../feed/log-feed.ts';
import type { Poison } from '../../feed/parked-events.ts';
import type { Projection } from '../projection.ts';
import type { ViewDocument } from '../ports/view-store.ts';
import { foldSteps, forget, personsErased, stepsOf, type Documents } from './fold.ts';
import type { DocumentSource } from './held-documents.ts';
import type { ParkedKeys } from './parked-keys.ts';

export type BatchFold = {
  readonly projection: Projection;
  readonly documents: DocumentSource;
  /** What waits; the keys of poison are added to it. */
  readonly parked: ParkedKeys;
  /** Folds these keys alone; all of them when absent. */
  readonly isWanted?: (key: string) => boolean;
};

export type FoldedBatch = {
  /** The batch is not the projection's business: none of its events was folded under any key. */
  readonly isForeign: boolean;
  /** The documents that it may have changed, as they were. */
  readonly before: ReadonlyMap<string, ViewDocument>;
  /** Those that it did change, as they are. */
  readonly changed: readonly ViewDocument[];
  readonly poison: readonly Poison[];
};

/**
 * Folds events, in log order, into the documents under their keys, and blanks those of persons that the events say were
 * erased. Writes and parks nothing: its caller does, or forgets what it was told. Throws what the documents' source and
 * the projection's blanking throw, and adds nothing to what waits then.
 */
export async function foldBatch(fold: BatchFold, events: readonly FeedEvent[]): Promise<FoldedBatch> {
  const { projection, documents: source, parked, isWanted = () => true } = fold;
  const steps = stepsOf(projection, events).filter(({ key }) => isWanted(key));
  const erased = personsErased(projection, events);
  if (steps.length === 0 && erased.size === 0) return { isForeign: true, before: new Map(), changed: [], poison: [] };
  const ids = new Set(steps.map(({ key }) => key));
  for (const person of erased) {
    for (const id of await source.idsWith(projection.erases!.field, person)) if (isWanted(id)) ids.add(id);
  }
  const before = await source.load([...ids]);
  const documents: Documents = new Map(before);
  const { changed, poison } = foldSteps(projection, steps, documents, parked);
  try {
    const blanked = forget(projection, erased, documents, parked, events.at(-1)!);
    const written = new Set([...changed, ...blanked]);
    return { isForeign: false, before, changed: [...written].map((id) => documents.get(id)!), poison };
  } catch (error) {
    for (const { key } of poison) parked.remove(key);
    throw error;
  }
}
