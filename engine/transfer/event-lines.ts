import type { EventStore } from '../log/event-store.ts';
import type { StoredEvent } from '../log/event.ts';
import type { Position } from '../log/position.ts';
import { reaches } from '../log/position.ts';
import { pagesAfter } from '../log/reading-on.ts';

export const eventFormat = 'storied-events';
export const eventFormatVersion = 1;

/** The first line of an export. */
export type EventFileHeader = {
  readonly format: typeof eventFormat;
  readonly version: number;
  readonly logId: string;
  /** Only this stream's events are in it; absent: the whole log's. */
  readonly stream?: string;
  /** Events that follow: fewer mean that the file was cut off. */
  readonly count: number;
};

const page = 500;

/** The log's events up to a position, as they are stored, in log order. */
export async function* eventsOfLog(store: EventStore, upTo: Position): AsyncGenerator<StoredEvent> {
  for await (const events of pagesAfter(store, null, page)) {
    for (const event of events) if (reaches(upTo, event.position)) yield event;
    if (reaches(events.at(-1)!.position, upTo)) return;
  }
}

/** A stream's first `count` events, as they are stored. */
export async function* eventsOfStream(store: EventStore, stream: string, count: number): AsyncGenerator<StoredEvent> {
  for (let from = 0; from < count; from += page)
    yield* await store.readStream(stream, from, Math.min(page, count - from));
}

/** One line: encrypted fields, hashes, place and all. */
export function lineOf({ stream, revision, position, id, type, data, metadata }: StoredEvent): string {
  return `${JSON.stringify({ stream, revision, position, id, type, data, metadata })}\n`;
}

/** The header that a file's first line holds. Throws when this is no export, or one of a newer release. */
export function headerIn(line: string): EventFileHeader {
  const header = jsonIn(line) as Partial<EventFileHeader> | null;
  if (header?.format !== eventFormat || typeof header.count !== 'number' || typeof header.logId !== 'string') {
    throw new Error('line 1: this is no export of events');
  }
  if (header.version !== eventFormatVersion) {
    throw new Error(`line 1: the file has format version ${header.version}, this release reads ${eventFormatVersion}`);
  }
  return header as EventFileHeader;
}

/** The event that a line holds; null when it holds none. */
export function eventIn(line: string): StoredEvent | null {
  const event = jsonIn(line) as Partial<StoredEvent> | null;
  const texts = [event?.stream, event?.position, event?.id, event?.type, event?.metadata?.hash];
  const isEvent =
    texts.every((text) => typeof text === 'string') &&
    Number.isInteger(event?.revision) &&
    typeof event?.data === 'object' &&
    event.data !== null;
  return isEvent ? (event as StoredEvent) : null;
}

function jsonIn(line: string): object | null {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
