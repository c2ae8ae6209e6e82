import type { Event, Recorded } from '../../log/event.ts';
import { messageOf } from '../../tools/message-of.ts';
import type { FeedEvent } from '../../feed/log-feed.ts';
import type { Poison } from '../../feed/parked-events.ts';
import type { Projection } from '../projection.ts';
import type { ViewDocument } from '../ports/view-store.ts';
import type { ParkedKeys } from './parked-keys.ts';
import { streamKey } from './parked-keys.ts';
import { textAt } from './value-at.ts';
import { reaches } from '../../log/position.ts';

/** One event under one of its keys; `error` when its keys are not known. */
type Step = { readonly event: FeedEvent; readonly key: string; readonly error?: string };

export type Documents = Map<string, ViewDocument>;

/** Types of the events that a projection needs decoded. */
export function typesReadBy({ handles, erases }: Projection): ReadonlySet<string> {
  return new Set(erases === undefined ? handles : [...handles, erases.on]);
}

/** The steps that a projection takes for these events, in log order. */
export function stepsOf(projection: Projection, events: readonly FeedEvent[]): readonly Step[] {
  return events
    .filter(({ type }) => projection.handles.includes(type))
    .flatMap((event) => stepsOfEvent(projection, event));
}

function stepsOfEvent(projection: Projection, event: FeedEvent): readonly Step[] {
  if (event.undecodable !== undefined) return [{ event, key: streamKey(event), error: event.undecodable }];
  try {
    return projection.keys(event as Recorded<Event>).map((key) => ({ event, key }));
  } catch (error) {
    return [{ event, key: streamKey(event), error: messageOf(error) }];
  }
}

/**
 * Folds steps into documents, in place; answers the keys it changed. What is parked waits, what was discarded is left out,
 * though the fold may be able to take it by now; a step that fails parks its key, all others flow. A document that already reflects an event is left alone.
 */
export function foldSteps(
  projection: Projection,
  steps: readonly Step[],
  documents: Documents,
  parked: ParkedKeys,
): { readonly changed: ReadonlySet<string>; readonly poison: readonly Poison[] } {
  const changed = new Set<string>();
  const poison: Poison[] = [];
  for (const { event, key, error } of steps) {
    if (parked.waits(event, key) || parked.isDiscarded(event, key)) continue;
    const failure = error ?? foldStep(projection, event, key, documents, changed);
    if (failure === null) continue;
    parked.add(event, key);
    poison.push({ event, key, error: failure });
  }
  return { changed, poison };
}

/** Persons of whom the projection forgets what it kept, as these events say. */
export function personsErased({ erases }: Projection, events: readonly FeedEvent[]): ReadonlySet<string> {
  const said = erases === undefined ? [] : events.filter(({ type }) => type === erases.on);
  return new Set(said.flatMap(({ subject }) => (subject === null ? [] : [subject])));
}

/**
 * Blanks what documents keep of persons that were erased, in place; answers the keys it changed. To be done when the
 * batch that says so is folded: later events of it are null already where they were personal.
 */
export function forget(
  { erases }: Projection,
  persons: ReadonlySet<string>,
  documents: Documents,
  parked: ParkedKeys,
  last: FeedEvent,
): readonly string[] {
  if (erases === undefined || persons.size === 0) return [];
  const changed: string[] = [];
  for (const [id, { document, position }] of documents) {
    if (document === null || !persons.has(textAt(document, erases.field) ?? '')) continue;
    // Behind a parked event wait others that the document does not reflect yet: it must not seem as if it did.
    // One that is ahead of the batch stays so: it reflects the events in between too.
    const reflects = parked.waits(last, id) || reaches(position, last.position) ? position : last.position;
    documents.set(id, { id, document: erases.blank(document), position: reflects });
    changed.push(id);
  }
  return changed;
}

function foldStep(
  projection: Projection,
  event: FeedEvent,
  key: string,
  documents: Documents,
  changed: Set<string>,
): string | null {
  const before = documents.get(key);
  if (before !== undefined && reaches(before.position, event.position)) return null;
  try {
    const document = projection.evolve(before?.document ?? null, event as Recorded<Event>, key);
    if (document === (before?.document ?? null)) return null;
    documents.set(key, { id: key, document, position: event.position });
    changed.add(key);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
