import { randomUUID } from 'node:crypto';
import { wireIdOf } from '../../../engine/log/wire-id.ts';
import type { SqliteFile } from '../sqlite.ts';

/** An event as it is written: its JSON is made on the main thread, once. */
export type EventRow = readonly [id: string, type: string, data: string, metadata: string];

/** `positions` are those of the rows, `currentRevision` the stream's: beyond the rows when the append was repeated. */
type AppendRowResult =
  | { readonly outcome: 'appended'; readonly positions: readonly number[]; readonly currentRevision: number }
  | { readonly outcome: 'conflict'; readonly currentRevision: number };

const schema = `
  CREATE TABLE IF NOT EXISTS log (id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS streams (stream_no INTEGER PRIMARY KEY, stream_id TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY,
    stream_no INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    UNIQUE (stream_no, revision)
  ) STRICT;`;

/** Layout 1 had a column that nothing read and no hash covered: whoever altered it was not found. */
const timeOfWriting = `SELECT 1 FROM pragma_table_info('events') WHERE name = 'created_at'`;

/** What the writer thread does in events.db. */
export function eventWrites(file: SqliteFile) {
  file.exec(schema);
  if (file.prepare(timeOfWriting).get() !== undefined) file.exec('ALTER TABLE events DROP COLUMN created_at');
  file.prepare('INSERT INTO log (id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM log)').run(randomUUID());

  const streamNumber = file.prepareArrays<[number]>('SELECT stream_no FROM streams WHERE stream_id = ?');
  const newStream = file.prepareArrays<[number]>('INSERT INTO streams (stream_id) VALUES (?) RETURNING stream_no');
  const lastRevision = file.prepareArrays<[number | null]>('SELECT max(revision) FROM events WHERE stream_no = ?');
  const standing = file.prepareArrays<[position: number, metadata: string]>(
    'SELECT position, metadata FROM events WHERE stream_no = ?1 AND revision > ?2 AND revision <= ?2 + ?3 ORDER BY revision',
  );
  const lastPosition = file.prepareArrays<[number]>('SELECT coalesce(max(position), 0) FROM events');
  const insert = file.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)');

  const renameLog = file.prepare('UPDATE log SET id = ?');

  /** Where the same events stand, if the append was repeated: at the revisions where they would have gone. */
  function repeated(stream: number, expectedRevision: number, events: readonly EventRow[]): readonly number[] | null {
    const rows = standing.all(stream, expectedRevision, events.length);
    const isSame =
      rows.length === events.length && rows.every(([, metadata], n) => isOneEvent(metadata, events[n]![3]));
    return isSame ? rows.map(([position]) => position) : null;
  }

  return {
    /** The log goes by another id from here on: that of the log whose events were brought into it. */
    renameLog(id: string): void {
      renameLog.run(id);
    },
    append(stream: string, expectedRevision: number, events: readonly EventRow[]): AppendRowResult {
      const known = streamNumber.get(stream)?.[0];
      const current = known === undefined ? -1 : (lastRevision.get(known)![0] ?? -1);
      if (current !== expectedRevision) {
        const positions = known === undefined ? null : repeated(known, expectedRevision, events);
        return positions === null
          ? { outcome: 'conflict', currentRevision: current }
          : { outcome: 'appended', positions, currentRevision: current };
      }
      const number = known ?? newStream.get(stream)![0];
      const last = lastPosition.get()![0];
      const positions = events.map(([id, type, data, metadata], index) => {
        const position = last + 1 + index;
        insert.run(position, number, current + 1 + index, id, type, data, metadata);
        return position;
      });
      return { outcome: 'appended', positions, currentRevision: current + events.length };
    },
  };
}

function isOneEvent(stored: string, sent: string): boolean {
  try {
    return wireIdOf({ metadata: JSON.parse(stored) }) === wireIdOf({ metadata: JSON.parse(sent) });
  } catch {
    // What somebody made unreadable is not what was sent.
    return false;
  }
}
