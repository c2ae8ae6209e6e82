import { randomUUID } from 'node:crypto';
import type { SqliteFile } from '../sqlite.ts';

/** An event as it is written: its JSON is made on the main thread, once. */
export type EventRow = readonly [id: string, type: string, data: string, metadata: string];

export type AppendRowResult =
  /** No position: nothing was written, the append was repeated (or empty). */
  | { readonly outcome: 'appended'; readonly revision: number; readonly position: number | null }
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
  const idAt = file.prepareArrays<[string]>('SELECT event_id FROM events WHERE stream_no = ? AND revision = ?');
  const lastPosition = file.prepareArrays<[number]>('SELECT coalesce(max(position), 0) FROM events');
  const insert = file.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)');

  const renameLog = file.prepare('UPDATE log SET id = ?');

  /** The same events at the revisions where they would have gone: the append was repeated. */
  function isRepeated(stream: number, expectedRevision: number, events: readonly EventRow[]): boolean {
    return events.every(([id], index) => idAt.get(stream, expectedRevision + 1 + index)?.[0] === id);
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
        return known !== undefined && events.length > 0 && isRepeated(known, expectedRevision, events)
          ? { outcome: 'appended', revision: expectedRevision + events.length, position: null }
          : { outcome: 'conflict', currentRevision: current };
      }
      if (events.length === 0) return { outcome: 'appended', revision: current, position: null };
      const number = known ?? newStream.get(stream)![0];
      let position = lastPosition.get()![0];
      let revision = current;
      for (const [id, type, data, metadata] of events) {
        position += 1;
        revision += 1;
        insert.run(position, number, revision, id, type, data, metadata);
      }
      return { outcome: 'appended', revision, position };
    },
  };
}
