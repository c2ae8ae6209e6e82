import type { Position } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import type { OffThreadBuilds } from './off-thread.ts';

/** How far a build has come; kept beside its documents, and never ahead of them. */
export type Checkpoint = {
  readonly position: Position;
  /** The log it belongs to and the event at `position`: a restored log is told by them. */
  readonly logId: string;
  readonly eventId: string;
  /** Events read so far, ignored ones too. */
  readonly events: number;
};

export type ViewDocument<Document = object> = {
  readonly id: string;
  /** null: deleted. */ readonly document: Document | null;
  readonly position: Position;
  /** When written: the position of the kept document that it takes the place of, though that one may be later. */
  readonly replaces?: Position;
};

/** What a build keeps cannot be used; the view must be built anew. */
export class DamagedView extends Error {
  override readonly name = 'DamagedView';
}

/** One build of a projection's view, named `<name>@<build>`. A projection may have several; one is live. */
export interface ViewBuild {
  readonly name: string;
  readonly build: string;
  checkpoint(): Promise<Checkpoint | null>;
  /**
   * The documents under these ids, tombstones included. They may run ahead of the checkpoint: each says which events it
   * reflects.
   */
  load(ids: readonly string[]): Promise<ReadonlyMap<string, ViewDocument>>;
  /** Ids of the documents whose field (a dot path, that an index begins with) has this value. */
  idsWith(field: string, value: string): Promise<readonly string[]>;
  /**
   * The documents first, then the checkpoint. A death or failure in between leaves any of the documents, whole, and the
   * checkpoint before; a store may promise more and write all at once. A document of which a later state is kept, or a
   * later tombstone, is left as it is: whoever paused and wakes puts back nothing old. A deleted document leaves a
   * tombstone until a checkpoint at or past its position is durable.
   */
  write(documents: readonly ViewDocument[], checkpoint: Checkpoint): Promise<void>;
  /** Every live document in id order, in pages, for digests and comparisons. */
  scan(afterId: string | null, limit: number): Promise<readonly ViewDocument[]>;
}

export type Filter =
  | { readonly field: string; readonly equals: string | number | boolean | null }
  | { readonly field: string; readonly in: readonly (string | number)[] }
  | {
      readonly field: string;
      readonly atLeast?: string | number;
      readonly below?: string | number;
      readonly atMost?: string | number;
    }
  /** The field is an array that has the element. */
  | { readonly field: string; readonly contains: string };

export type Order = { readonly field: string; readonly direction: 'ascending' | 'descending' };

export type ViewQuery = {
  readonly where?: readonly Filter[];
  /** Ties are broken by the document's id, in the direction of the last order. */
  readonly orderBy?: readonly Order[];
  readonly limit: number;
  /** A cursor that an earlier answer to the same query gave. */
  readonly cursor?: string;
};

export type Page<Document> = { readonly items: readonly Document[]; readonly nextCursor: string | null };

/** A cursor that this query never gave. */
export class MalformedCursor extends Error {
  override readonly name = 'MalformedCursor';
}

export type AggregateRow = {
  readonly group: Readonly<Record<string, string | number | null>>;
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
};

export type SearchQuery = {
  /** Words; every one must match, forgiving one typo in words of 5 letters and more. */
  readonly text?: string;
  readonly where?: readonly Filter[];
  /** Without: by relevance when there is text. */
  readonly orderBy?: readonly Order[];
  readonly limit: number;
  readonly cursor?: string;
  /** Documents to skip; not together with a cursor. */
  readonly offset?: number;
};

export type SearchPage<Document> = Page<Document> & {
  readonly total: number;
  readonly facets: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>;
};

/** Reads the live build of each view by its name; `Views` reads it by its type. Fields are dot paths into the documents. */
export interface NamedViews {
  get<Document>(view: string, id: string): Promise<Document | null>;
  getMany<Document>(view: string, ids: readonly string[]): Promise<ReadonlyMap<string, Document>>;
  find<Document>(view: string, query: ViewQuery): Promise<Page<Document>>;
  aggregate(
    view: string,
    where: readonly Filter[],
    groupBy: readonly string[],
    sum: readonly string[],
  ): Promise<readonly AggregateRow[]>;
  search<Document>(view: string, query: SearchQuery): Promise<SearchPage<Document>>;
  /** How far the live build has come. */
  checkpoint(view: string): Promise<Checkpoint | null>;
}

export interface ViewStore extends NamedViews {
  /** A capability: asked for, never assumed. */
  readonly offThread?: OffThreadBuilds;
  /** Opens (or makes) a build, ready to be written and queried. Throws DamagedView. */
  open(projection: Projection<never, never> | Projection, build: string): Promise<ViewBuild>;
  builds(name: string): Promise<readonly string[]>;
  /** How far a build has come, whether it is open or not; null: nowhere, or there is no such build. */
  checkpointOf(name: string, build: string): Promise<Checkpoint | null>;
  /** The live build's name; null before the first switch. */
  live(name: string): Promise<string | null>;
  /** Points the view at a build in one atomic, durable step. */
  switchTo(name: string, build: string): Promise<void>;
  /** Removes a build and everything it kept. Never the live one. */
  drop(name: string, build: string): Promise<void>;
  close(): Promise<void>;
}
