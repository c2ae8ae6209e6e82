import type { EventStore } from './event-store.ts';
import type { StoredEvent } from './event.ts';
import type { Position } from './position.ts';

type Log = Pick<EventStore, 'readAll'>;

/** The log after a position to its end, in pages that are never empty. Throws what `readAll` throws. */
export async function* pagesAfter(
  log: Log,
  after: Position | null,
  limit: number,
  handles?: ReadonlySet<string>,
): AsyncGenerator<readonly StoredEvent[]> {
  for (let from = after; ;) {
    const { events, reached } = await log.readAll(from, limit, handles);
    if (events.length > 0) yield events;
    if (reached === from) return;
    from = reached;
  }
}

/** The next events after a position, at most `limit`, whatever foreign ones lie before them; empty at the log's end. */
export async function nextEvents(
  log: Log,
  after: Position | null,
  limit: number,
  handles?: ReadonlySet<string>,
): Promise<readonly StoredEvent[]> {
  for await (const events of pagesAfter(log, after, limit, handles)) return events;
  return [];
}
