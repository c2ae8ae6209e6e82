import type { LogReader } from '../../feed/log-feed.ts';
import type { Poison } from '../../feed/parked-events.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import type { ViewDocument } from '../ports/view-store.ts';
import { typesReadBy } from './fold.ts';
import { foldBatch } from './fold-batch.ts';
import type { DocumentSource } from './held-documents.ts';
import type { ParkedKeys } from './parked-keys.ts';
import { isInShare, type Share } from './share.ts';
import { UnsavedDocuments } from './unsaved-documents.ts';

/** What one batch of the log comes to in one share of the keys. */
export type Folded = {
  readonly events: number;
  /** The batch's last event; null: there is none up to the bound. */
  readonly last: { readonly position: Position; readonly id: string } | null;
  readonly documents: readonly ViewDocument[];
  readonly poison: readonly Poison[];
};

/** Folds one share of a projection's keys, here or in a thread of its own. */
export interface FoldsShare {
  /** The same batch in every share, for the same arguments. Its documents are kept until they are saved. */
  fold(after: Position | null, upTo: Position): Promise<Folded>;
  /** Everything up to the position is in the build. */
  saved(position: Position): void;
}

type ShareFoldOptions = {
  readonly projection: Projection;
  readonly share: Share;
  readonly log: LogReader;
  readonly build: DocumentSource;
  readonly parked: ParkedKeys;
  /** Events of a batch. */
  readonly batch: number;
};

/** Runs ahead of what is saved: it remembers the documents that are not in the build yet. */
export class ShareFold implements FoldsShare {
  private readonly documents: UnsavedDocuments;
  private readonly types: ReadonlySet<string>;

  constructor(private readonly options: ShareFoldOptions) {
    this.documents = new UnsavedDocuments(options.build);
    this.types = typesReadBy(options.projection);
  }

  async fold(after: Position | null, upTo: Position): Promise<Folded> {
    const { projection, share, log, parked, batch } = this.options;
    const { documents } = this;
    const read = await log.read(after, batch, this.types);
    const events = read.filter(({ position }) => reaches(upTo, position));
    const isWanted = (key: string) => isInShare(key, share);
    const { changed, poison } = await foldBatch({ projection, documents, parked, isWanted }, events);
    documents.keep(changed);
    return { events: events.length, last: events.at(-1) ?? null, documents: changed, poison };
  }

  saved(position: Position): void {
    this.documents.saved(position);
  }
}
