import { isInHistory } from '../../engine/feed/checkpoint.ts';
import type { EventStore } from '../../engine/log/event-store.ts';
import type { Registry } from '../../engine/stores/registry.ts';
import type { Position } from '../../engine/log/position.ts';

const key = 'imported-history';

/** The part of a log that an import brought in: what happened in it, happened to another shop's surroundings. */
export type ImportedHistory = {
  /** Its last event. */
  readonly position: Position;
  readonly eventId: string;
  readonly events: number;
  /** When it was imported, RFC 3339 UTC. */
  readonly time: string;
};

/** Keeps for ever that all events that are in the log now were imported. */
export async function recordImport(
  registry: Registry,
  eventStore: EventStore,
  { events, time }: Pick<ImportedHistory, 'events' | 'time'>,
): Promise<void> {
  const position = await eventStore.head();
  const last = position === null ? null : await eventStore.eventAt(position);
  if (position === null || last === null) return;
  const imported: ImportedHistory = { position, eventId: last.id, events, time };
  await registry.set(key, JSON.stringify(imported));
}

/** What was imported; null when nothing was, or into another log than this. */
export async function importedHistory(
  registry: Pick<Registry, 'get'>,
  eventStore: Pick<EventStore, 'eventAt'>,
): Promise<ImportedHistory | null> {
  const text = await registry.get(key);
  if (text === null) return null;
  const imported = JSON.parse(text) as ImportedHistory;
  return (await isInHistory(eventStore, imported)) ? imported : null;
}
