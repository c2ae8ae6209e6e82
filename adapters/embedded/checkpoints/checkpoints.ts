import { join } from 'node:path';
import type { Checkpoints, Holding, Mismatch, TakenCheckpoint } from '../../../engine/stores/checkpoints.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';

/** Checkpoints in durable.db. */
export class EmbeddedCheckpoints implements Checkpoints {
  private readonly writer: Writing;
  private readonly file: SqliteFile;
  private readonly one;

  constructor(dir: string, writer: Writing) {
    this.writer = writer;
    this.file = new SqliteFile(join(dir, 'durable.db'), 'read-only');
    this.one = this.file.prepareArrays<[string | null]>('SELECT checkpoint FROM checkpoints WHERE reader = ?');
  }

  async read(reader: string): Promise<string | null> {
    return this.one.get(reader)?.[0] ?? null;
  }

  async take(reader: string): Promise<TakenCheckpoint> {
    return this.writer.write('durable', 'takeCheckpoint', reader);
  }

  async save(reader: string, { token, saves }: Holding, checkpoint: string): Promise<'saved' | Mismatch> {
    return this.writer.write('durable', 'saveCheckpoint', reader, { token, saves }, checkpoint);
  }

  async close(): Promise<void> {
    this.file.close();
  }
}
