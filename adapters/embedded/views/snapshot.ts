import type { Checkpoint, ViewBuild, ViewDocument } from '../../../engine/projections/ports/view-store.ts';
import { SqliteFile } from '../sqlite.ts';
import { viewFile } from './view-store.ts';
import type { Position } from '../../../engine/log/position.ts';

/** A build as it was at one moment, whoever writes it meanwhile. */
type BuildSnapshot = Pick<ViewBuild, 'checkpoint' | 'scan'> & {
  readonly documents: number;
  close(): void;
};

/**
 * Opens a build's file beside the process that feeds it. Its write-ahead log grows until the snapshot is closed.
 * `between` is called before each document is read.
 */
export function openSnapshot(
  dataDir: string,
  name: string,
  build: string,
  between: () => void = () => {},
): BuildSnapshot {
  const file = new SqliteFile(viewFile(dataDir, name, build), 'read-only');
  file.exec('BEGIN');
  const { documents } = file.prepare<{ documents: number }>('SELECT count(*) AS documents FROM documents').get()!;
  const page = file.prepareArrays<[id: string, position: Position, document: string]>(
    'SELECT id, position, document FROM documents WHERE id > ? ORDER BY id LIMIT ?',
  );
  const reached = file.prepareArrays<[string]>("SELECT value FROM meta WHERE key = 'checkpoint'");
  return {
    documents,
    async checkpoint(): Promise<Checkpoint | null> {
      const row = reached.get();
      return row === undefined ? null : (JSON.parse(row[0]) as Checkpoint);
    },
    async scan(afterId: string | null, limit: number): Promise<readonly ViewDocument[]> {
      const rows = page.all(afterId ?? '', limit);
      return rows.map(([id, position, text]) => {
        between();
        return { id, position, document: JSON.parse(text) as object };
      });
    },
    close: () => file.close(),
  };
}
