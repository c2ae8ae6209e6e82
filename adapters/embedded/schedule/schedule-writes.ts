import type { Scheduled } from '../../../engine/stores/schedule.ts';
import { unknownRevision } from '../../../engine/stores/schedule.ts';
import type { SqliteFile } from '../sqlite.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS schedule (
    manager TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    due_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    correlation_id TEXT NOT NULL,
    PRIMARY KEY (manager, key, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS schedule_by_due ON schedule (manager, due_at);`;

/** Up to layout 2 time-outs were entries `timeout:<manager>:<key>:<name>`, of which no record's revision was noted. */
const takeOver = `
  INSERT OR IGNORE INTO schedule
    SELECT substr(entry, 9, length(entry) - 10 - length(timeout ->> 'key') - length(timeout ->> 'name')),
           timeout ->> 'key', timeout ->> 'name', timeout ->> 'dueAt', ${unknownRevision}, timeout ->> 'correlationId'
    FROM (SELECT key AS entry, value AS timeout FROM entries WHERE key >= 'timeout:' AND key < 'timeout;');
  DELETE FROM entries WHERE key >= 'timeout:' AND key < 'timeout;';`;

/** What the writer thread does with the schedule in durable.db, whose entries it takes time-outs over from. */
export function scheduleWrites(file: SqliteFile) {
  file.exec(schema);
  file.transaction(() => file.exec(takeOver));
  const put = file.prepare(
    `INSERT INTO schedule VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (manager, key, name) DO UPDATE
       SET due_at = excluded.due_at, revision = excluded.revision, correlation_id = excluded.correlation_id
       WHERE excluded.revision > revision`,
  );
  const remove = file.prepare('DELETE FROM schedule WHERE manager = ? AND key = ? AND name = ? AND revision = ?');

  return {
    setTimeouts(manager: string, timeouts: readonly Scheduled[]): void {
      for (const { key, name, dueAt, revision, correlationId } of timeouts)
        put.run(manager, key, name, dueAt, revision, correlationId);
    },
    timeoutDone(manager: string, key: string, name: string, revision: number): void {
      remove.run(manager, key, name, revision);
    },
  };
}
