import { yieldTurn } from '../../tools/yield-turn.ts';
import type { LogReader } from '../../feed/log-feed.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import { Turns } from '../../tools/turns.ts';
import type { ViewDocument } from '../ports/view-store.ts';
import { foldBatch, type BatchFold } from './fold-batch.ts';
import { typesReadBy } from './fold.ts';
import type { DocumentSource } from './held-documents.ts';

const batch = 100;

export type FoldOn = BatchFold & {
  readonly documents: DocumentSource & { keep(documents: readonly ViewDocument[]): void };
  readonly log: LogReader;
  /** Folds the events after this position up to that one, which is among them. */
  readonly after: Position | null;
  readonly upTo: Position | null;
  readonly signal?: AbortSignal;
  /** Takes turns with other work in the background. */
  readonly backgroundTurns?: Turns;
};

/** Folds a part of the log into documents that are kept in memory. */
export async function foldOn(fold: FoldOn): Promise<void> {
  const { projection, documents, log, upTo, signal, backgroundTurns = new Turns() } = fold;
  const types = typesReadBy(projection);
  const foldAfter = async (position: Position | null): Promise<Position | null> => {
    const read = await log.read(position, batch, types);
    const events = read.filter((event) => reaches(upTo, event.position));
    documents.keep((await foldBatch(fold, events)).changed);
    await yieldTurn();
    return read.at(-1)?.position ?? upTo;
  };
  for (let after = fold.after; upTo !== null && !reaches(after, upTo);) {
    signal?.throwIfAborted();
    const from = after;
    after = await backgroundTurns.take(() => foldAfter(from));
  }
}
