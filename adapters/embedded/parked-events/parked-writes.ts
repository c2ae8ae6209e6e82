import type { ParkedEvent } from '../../../engine/feed/parked-events.ts';
import type { SqliteFile } from '../sqlite.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS parked (
    id TEXT PRIMARY KEY,
    projection TEXT NOT NULL,
    key TEXT NOT NULL,
    event_id TEXT NOT NULL,
    position TEXT NOT NULL,
    error TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    since TEXT NOT NULL,
    discarded INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS parked_by_projection ON parked (projection, position);`;

/** What the writer thread does with the parked events of durable.db. */
export function parkedWrites(file: SqliteFile) {
  file.exec(schema);
  const columns = file.prepareArrays<[string]>("SELECT name FROM pragma_table_info('parked')").all();
  // Those of earlier releases were elsewhere.
  if (!columns.some(([name]) => name === 'discarded'))
    file.exec('ALTER TABLE parked ADD COLUMN discarded INTEGER NOT NULL DEFAULT 0');
  const put = file.prepare('INSERT OR REPLACE INTO parked VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const remove = file.prepare('DELETE FROM parked WHERE id = ?');

  return {
    park({ id, projection, key, eventId, position, error, attempts, since, discarded }: ParkedEvent): void {
      put.run(id, projection, key, eventId, position, error, attempts, since, discarded === true ? 1 : 0);
    },
    unpark(id: string): void {
      remove.run(id);
    },
  };
}
