import type { EventStore } from '../engine/log/event-store.ts';
import type { StoredEvent } from '../engine/log/event.ts';
import { pagesAfter } from '../engine/log/reading-on.ts';

/** Every event of a log, as it is stored. */
export async function wholeLog(log: Pick<EventStore, 'readAll'>, page = 1_000): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const read of pagesAfter(log, null, page)) events.push(...read);
  return events;
}
