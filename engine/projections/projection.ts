import type { Event, Recorded } from '../log/event.ts';

/** A query the view must answer fast. `multi`: the first field is an array and the document is found under each element. */
type ViewIndex = { readonly fields: readonly string[]; readonly multi?: boolean };

/** How a view's documents are found by words: fields with weights for text, fields to count as facets. */
export type SearchFields = {
  readonly text: Readonly<Record<string, number>>;
  readonly facets: readonly string[];
};

/**
 * How a view that keeps something personal forgets it. When the person's key is destroyed, every event reads as null
 * where it was personal; what was folded before is blanked at the event that says so.
 */
export type Erases<Document> = {
  /** Type of that event; its subject is the person. */
  readonly on: string;
  /** A field that some index begins with: the person whose data a document keeps. */
  readonly field: string;
  /** Exactly the document that events with nulls fold into. */
  blank(document: Document): Document;
};

/**
 * A fold of events into documents. Reads no other view, no clock; sends nothing; sees no database.
 * `evolve` gets the document under one of the event's keys (null: none) and returns its next state (null: delete).
 */
export type Projection<Document extends object = object, E extends Event = Event> = {
  readonly name: string;
  /** Raised when the fold or the document changes: the view is then rebuilt. */
  readonly version: number;
  readonly handles: readonly E['type'][];
  keys(event: Recorded<E>): readonly string[];
  evolve(document: Document | null, event: Recorded<E>, key: string): Document | null;
  readonly indexes: readonly ViewIndex[];
  readonly search?: SearchFields;
  readonly erases?: Erases<Document>;
};

/** Declares a projection with its types inferred. */
export function projection<Document extends object, E extends Event>(
  declared: Projection<Document, E>,
): Projection<Document, E> {
  return declared;
}
