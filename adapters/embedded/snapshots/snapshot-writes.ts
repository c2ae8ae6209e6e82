import type { Snapshot } from '../../../engine/stores/snapshot-store.ts';
import type { SqliteFile } from '../sqlite.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS snapshots (
    stream TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    state_version INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;`;

/** What the writer thread does in snapshots.db. */
export function snapshotWrites(file: SqliteFile) {
  file.exec(schema);
  const put = file.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)');
  const remove = file.prepare('DELETE FROM snapshots WHERE stream = ?');

  return {
    saveSnapshot(stream: string, { revision, stateVersion, state }: Snapshot): void {
      put.run(stream, revision, stateVersion, state);
    },
    deleteSnapshot(stream: string): void {
      remove.run(stream);
    },
  };
}
