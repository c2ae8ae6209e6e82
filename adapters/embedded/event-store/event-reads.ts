import type { StoredEvent } from '../../../engine/log/event.ts';
import { positionOf } from '../../../engine/log/position.ts';
import type { Position } from '../../../engine/log/position.ts';
import type { SqliteFile } from '../sqlite.ts';

type EventRow = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
];

/** A row whose texts were not read. */
type PassedRow = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: null,
  metadata: null,
];

type VerbatimRow = [...EventRow, bytes: number];

const columns = 'e.position, s.stream_id, e.revision, e.event_id, e.type, e.data, e.metadata';
/** A text is read up to its first zero byte: its real length tells what stands behind. */
const bytes = ['s.stream_id', 'e.event_id', 'e.type', 'e.data', 'e.metadata']
  .map((column) => `length(CAST(${column} AS BLOB))`)
  .join(' + ');

const ifWanted = (column: string) => `iif(e.type IN (SELECT value FROM json_each(?1)), ${column}, NULL)`;

/** What the main thread reads of events.db, over a connection that cannot write. */
export function eventReads(file: SqliteFile) {
  const ofStream = file.prepareArrays<EventRow>(fromStream(columns));
  const ofLog = file.prepareArrays<EventRow>(fromLog(columns));
  const wholeOfStream = file.prepareArrays<VerbatimRow>(fromStream(`${columns}, ${bytes}`));
  const wholeOfLog = file.prepareArrays<VerbatimRow>(fromLog(`${columns}, ${bytes}`));
  // The texts of other types are neither fetched nor parsed.
  const ofTypes = file.prepareArrays<EventRow | PassedRow>(
    `SELECT e.position, s.stream_id, e.revision, e.event_id, e.type, ${ifWanted('e.data')}, ${ifWanted('e.metadata')}
     FROM events e CROSS JOIN streams s USING (stream_no)
     WHERE e.position > ?2 ORDER BY e.position LIMIT ?3`,
  );
  const exact = file.prepareArrays<EventRow>(
    `SELECT ${columns} FROM events e JOIN streams s USING (stream_no) WHERE e.position = ?`,
  );
  const last = file.prepareArrays<[number | null]>('SELECT max(position) FROM events');
  const upTo = file.prepareArrays<[number]>('SELECT count(*) FROM events WHERE position <= ?');
  const ofOne = file.prepareArrays<[number]>(
    'SELECT count(*) FROM streams JOIN events USING (stream_no) WHERE stream_id = ?',
  );
  const log = file.prepareArrays<[string]>('SELECT id FROM log');

  return {
    stream: (stream: string, from: number, limit: number) => ofStream.all(stream, from, limit).map(stored),
    log: (after: Position | null, limit: number) => ofLog.all(numberOf(after), limit).map(stored),
    logOf: (after: Position | null, limit: number, types: ReadonlySet<string>) =>
      ofTypes
        .all(JSON.stringify([...types]), numberOf(after), limit)
        .map((row) => (row[5] === null ? passedOver(row as PassedRow) : stored(row as EventRow))),
    verbatim: {
      stream: (stream: string, from: number, limit: number) => wholeOfStream.all(stream, from, limit).map(marked),
      log: (after: Position | null, limit: number) => wholeOfLog.all(numberOf(after), limit).map(marked),
    },
    at(position: Position): StoredEvent | null {
      const row = position.length === 16 ? exact.get(numberOf(position)) : undefined;
      return row === undefined ? null : stored(row);
    },
    head(): Position | null {
      const position = last.get()![0];
      return position === null ? null : positionOf(position);
    },
    count: (position: Position): number => upTo.get(numberOf(position))![0],
    countOfStream: (stream: string): number => ofOne.get(stream)![0],
    logId: () => {
      const row = log.get();
      if (row === undefined) throw new Error('events.db does not say which log it is: that row is gone');
      return row[0];
    },
  };
}

function fromStream(selected: string): string {
  return `SELECT ${selected} FROM streams s JOIN events e USING (stream_no)
    WHERE s.stream_id = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?`;
}

function fromLog(selected: string): string {
  return `SELECT ${selected} FROM events e CROSS JOIN streams s USING (stream_no)
    WHERE e.position > ? ORDER BY e.position LIMIT ?`;
}

function stored([position, stream, revision, id, type, data, metadata]: EventRow): StoredEvent {
  const read = { data: parsed<StoredEvent['data']>(data), metadata: parsed<StoredEvent['metadata']>(metadata) };
  const place = { id, type, stream, revision, position: positionOf(position) };
  return read.data !== null && read.metadata !== null
    ? { ...place, data: read.data, metadata: read.metadata }
    : { ...place, data: {}, metadata: read.metadata ?? nothingKnown, unreadable: true };
}

function passedOver([position, stream, revision, id, type]: PassedRow): StoredEvent {
  const place = { id, type, stream, revision, position: positionOf(position) };
  return { ...place, data: {}, metadata: nothingKnown, passedOver: true };
}

/** JSON that means the same, such as one with a key twice, is not what the writer made of the event. */
function marked([position, stream, revision, id, type, data, metadata, length]: VerbatimRow): StoredEvent {
  const event = stored([position, stream, revision, id, type, data, metadata]);
  if (event.unreadable) return event;
  const read = [stream, id, type, data, metadata].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const isVerbatim =
    read === length && JSON.stringify(event.data) === data && JSON.stringify(event.metadata) === metadata;
  return isVerbatim ? event : { ...event, rewritten: true };
}

/** Of an event whose metadata was not read, or that somebody made unreadable. */
const nothingKnown: StoredEvent['metadata'] = {
  version: 1,
  time: new Date(0).toISOString(),
  actor: { id: '', role: '' },
  correlationId: '',
  causationId: '',
  commandId: '',
  previousHash: null,
  hash: '',
};

function parsed<Value extends object>(text: string): Value | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? (value as Value | null) : null;
  } catch {
    return null;
  }
}

/**
 * A position of another store, or one beyond 2^53, is after everything here. The beginning is before every position that
 * the file can hold: an event that somebody put before the first one must not be seen by readers of its stream alone.
 */
function numberOf(position: Position | null): number {
  if (position === null) return Number.MIN_SAFE_INTEGER;
  const number = Number.parseInt(position.slice(0, 16), 16);
  return Number.isSafeInteger(number) ? number : Number.MAX_SAFE_INTEGER;
}
