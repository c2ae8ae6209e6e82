import { outcomeOf } from '../../../engine/stores/checkpoints.ts';
import type { Holding, Mismatch, TakenCheckpoint } from '../../../engine/stores/checkpoints.ts';
import type { SqliteFile } from '../sqlite.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS checkpoints (
    reader TEXT PRIMARY KEY,
    token INTEGER NOT NULL,
    saves INTEGER NOT NULL,
    checkpoint TEXT
  ) STRICT, WITHOUT ROWID;`;

/** Up to layout 2 checkpoints were entries `checkpoint:<reader>`. */
const takeOver = `
  INSERT OR IGNORE INTO checkpoints
    SELECT substr(key, 12), 0, 0, value FROM entries WHERE key >= 'checkpoint:' AND key < 'checkpoint;';
  DELETE FROM entries WHERE key >= 'checkpoint:' AND key < 'checkpoint;';`;

/** What the writer thread does with checkpoints in durable.db, whose registry entries it takes earlier ones over from. */
export function checkpointWrites(file: SqliteFile) {
  file.exec(schema);
  file.transaction(() => file.exec(takeOver));
  const raise = file.prepare(
    'INSERT INTO checkpoints VALUES (?, 1, 0, NULL) ON CONFLICT (reader) DO UPDATE SET token = token + 1',
  );
  const find = file.prepare<TakenCheckpoint>('SELECT token, saves, checkpoint FROM checkpoints WHERE reader = ?');
  const put = file.prepare(
    'UPDATE checkpoints SET saves = saves + 1, checkpoint = ? WHERE reader = ? AND token = ? AND saves = ?',
  );

  return {
    takeCheckpoint(reader: string): TakenCheckpoint {
      raise.run(reader);
      return { ...find.get(reader)! };
    },
    saveCheckpoint(reader: string, { token, saves }: Holding, checkpoint: string): 'saved' | Mismatch {
      if (put.run(checkpoint, reader, token, saves).changes === 1) return 'saved';
      return outcomeOf({ token, saves }, checkpoint, find.get(reader) ?? null);
    },
  };
}
