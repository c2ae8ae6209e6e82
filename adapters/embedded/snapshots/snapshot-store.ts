import { join } from 'node:path';
import type { Snapshot, SnapshotStore } from '../../../engine/stores/snapshot-store.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';

/** Snapshots in a file of their own, which may be deleted whenever the shop does not run. */
export class EmbeddedSnapshotStore implements SnapshotStore {
  private readonly writer: Writing;
  private readonly file: SqliteFile;
  private readonly row;

  constructor(dir: string, writer: Writing) {
    this.writer = writer;
    this.file = new SqliteFile(join(dir, 'snapshots.db'), 'read-only');
    this.row = this.file.prepare<Snapshot>(
      'SELECT revision, state_version AS stateVersion, state FROM snapshots WHERE stream = ?',
    );
  }

  async load(stream: string): Promise<Snapshot | null> {
    const row = this.row.get(stream);
    return row === undefined ? null : { ...row };
  }

  async save(stream: string, snapshot: Snapshot): Promise<void> {
    await this.writer.write('snapshots', 'saveSnapshot', stream, snapshot);
  }

  async delete(stream: string): Promise<void> {
    await this.writer.write('snapshots', 'deleteSnapshot', stream);
  }

  async close(): Promise<void> {
    this.file.close();
  }
}
