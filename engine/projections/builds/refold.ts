import { yieldTurn } from '../../tools/yield-turn.ts';
import type { FeedEvent } from '../../feed/log-feed.ts';
import type { ParkedEvent, Poison } from '../../feed/parked-events.ts';
import type { Position } from '../../log/position.ts';
import { isAfter, reaches } from '../../log/position.ts';
import type { Feeder } from './feeder.ts';
import { foldBatch } from '../folding/fold-batch.ts';
import { stepsOf, type Documents } from '../folding/fold.ts';
import { HeldDocuments } from '../folding/held-documents.ts';
import type { ViewDocument } from '../ports/view-store.ts';
import { isStreamKey } from '../folding/parked-keys.ts';

const batch = 500;

/**
 * Folds what waits behind a parked event, from that event up to where its build stands. An event that fails (again)
 * stays parked, or is parked in its place. False: nothing is parked under this id.
 */
export function retryParked(feeder: Feeder, id: string): Promise<boolean> {
  return feeder.turns.take(async () => {
    const { parking, feed } = feeder.options;
    const entry = parking.find(id);
    if (entry === null) return false;
    const event = await feed.eventAt(entry.position);
    if (event === null) return false;
    parking.keys.remove(entry.key);
    try {
      const poison = isStreamKey(entry.key) ? await refoldStream(feeder, event) : await refoldKey(feeder, event, entry);
      const again = poison.find((found) => found.event.id === entry.eventId && found.key === entry.key);
      if (again !== undefined) await parking.park(again, entry.attempts + 1);
      else await parking.remove(entry);
    } catch (error) {
      parking.keys.add(entry, entry.key);
      throw error;
    }
    return true;
  });
}

/** What was discarded or mended in the live build while another one was being filled must not wait there. */
export async function retryMended(next: Feeder, live: Feeder): Promise<void> {
  const { parking } = live.options;
  for (const { id, eventId, key } of next.options.parking.all()) {
    if (parking.find(parking.idOf(eventId, key)) === null) await retryParked(next, id);
  }
}

/** The key's document has not moved since it was parked: it goes on from there. */
async function refoldKey(feeder: Feeder, first: FeedEvent, { key }: ParkedEvent): Promise<readonly Poison[]> {
  const { build } = feeder.options;
  const before: Documents = new Map(await build.load([key]));
  const documents = new HeldDocuments(new Map(before));
  const keys = new Set([key]);
  const poison = [...(await foldOnly(feeder, [first], keys, documents))];
  for await (const events of pages(feeder, first.position)) {
    poison.push(...(await foldOnly(feeder, events, keys, documents)));
  }
  return settle(feeder, before, documents.held, poison);
}

/** Documents under the keys of the stream's events have moved on without them: they are folded from the beginning. */
async function refoldStream(feeder: Feeder, first: FeedEvent): Promise<readonly Poison[]> {
  const { projection, build } = feeder.options;
  const keys = new Set(stepsOf(projection, [first]).map(({ key }) => key));
  for await (const events of pages(feeder, first.position)) {
    const ofStream = events.filter(({ stream }) => stream === first.stream);
    for (const { key } of stepsOf(projection, ofStream)) keys.add(key);
  }
  const before: Documents = new Map(await build.load([...keys]));
  const documents = new HeldDocuments();
  const poison: Poison[] = [];
  for await (const events of pages(feeder, null)) {
    poison.push(...(await foldOnly(feeder, events, keys, documents)));
  }
  const { held } = documents;
  for (const [id, kept] of before) {
    if (!held.has(id) && kept.document !== null) held.set(id, { ...kept, document: null });
  }
  return settle(feeder, before, held, poison);
}

async function settle(
  feeder: Feeder,
  before: Documents,
  documents: Documents,
  poison: readonly Poison[],
): Promise<readonly Poison[]> {
  for (const found of poison) await feeder.options.parking.park(found);
  const changed = [...documents.values()].filter((document) => document !== before.get(document.id));
  await feeder.writeChanged(changed.map((document) => replacing(before.get(document.id), document)));
  return poison;
}

/** A document that is folded anew may reflect less than before: others of its events wait now. */
function replacing(before: ViewDocument | undefined, document: ViewDocument): ViewDocument {
  return before === undefined ? document : { ...document, replaces: before.position };
}

/** Forgets nobody: what was personal of somebody who was erased is read as null already. */
async function foldOnly(
  feeder: Feeder,
  events: readonly FeedEvent[],
  keys: ReadonlySet<string>,
  documents: HeldDocuments,
): Promise<readonly Poison[]> {
  const { erases: _, ...projection } = feeder.options.projection;
  const parked = feeder.options.parking.keys;
  const isWanted = (key: string) => keys.has(key);
  const { changed, poison } = await foldBatch({ projection, documents, parked, isWanted }, events);
  documents.keep(changed);
  return poison;
}

/** The log after a position up to where the build stands. */
async function* pages(feeder: Feeder, from: Position | null): AsyncGenerator<readonly FeedEvent[]> {
  const { reached } = feeder;
  for (let after = from; reached !== null && isAfter(reached, after);) {
    const events = await feeder.read(after, batch);
    if (events.length === 0) return;
    yield events.filter(({ position }) => reaches(reached, position));
    after = events.at(-1)!.position;
    await yieldTurn();
  }
}
