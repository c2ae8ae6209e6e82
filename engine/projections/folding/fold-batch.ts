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

type FoldedBatch = {
  /** The batch is not the projection's business: none of its events was folded under any key. */
  readonly isForeign: boolean;
  /** The documents that it changed, as they are. */
  readonly changed: readonly ViewDocument[];
  readonly poison: readonly Poison[];
};

/** Ids of the documents that are these persons'. */
export async function idsOf(
  persons: ReadonlySet<string>,
  { erases }: Projection,
  source: Pick<DocumentSource, 'idsWith'>,
): Promise<readonly string[]> {
  if (erases === undefined) return [];
  return (await Promise.all([...persons].map((person) => source.idsWith(erases.field, person)))).flat();
}

/**
 * Folds events, in log order, into the documents under their keys, and blanks those of persons that the events say were
 * erased. Writes and parks nothing: its caller does, or forgets what it was told. Throws what the documents' source and
 * the projection's blanking throw, and adds nothing to what waits then.
 */
export async function foldBatch(fold: BatchFold, events: readonly FeedEvent[]): Promise<FoldedBatch> {
  const { projection, documents: source, parked, isWanted = () => true } = fold;
  const steps = stepsOf(projection, events).filter(({ key }) => isWanted(key));
  const erased = personsErased(projection, events);
  if (steps.length === 0 && erased.size === 0) return { isForeign: true, changed: [], poison: [] };
  const ids = [...steps.map(({ key }) => key), ...(await idsOf(erased, projection, source)).filter(isWanted)];
  const documents: Documents = new Map(await source.load([...new Set(ids)]));
  const { changed, poison } = foldSteps(projection, steps, documents, parked);
  try {
    const blanked = forget(projection, erased, documents, parked, events.at(-1)!);
    const written = new Set([...changed, ...blanked]);
    return { isForeign: false, changed: [...written].map((id) => documents.get(id)!), poison };
  } catch (error) {
    for (const { key } of poison) parked.remove(key);
    throw error;
  }
}
