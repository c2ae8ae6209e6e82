import { fromHex } from '../../../engine/audit/tree/hashes.ts';
import type { SignedHead } from '../../../engine/audit/heads/signed-head.ts';
import type { Block, Leaf } from '../../../engine/audit/tree/tree-store.ts';
import type { SqliteFile } from '../sqlite.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS leaves (
    number INTEGER PRIMARY KEY,
    position TEXT NOT NULL,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    hash BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS leaves_of_stream ON leaves (stream, position);
  CREATE TABLE IF NOT EXISTS blocks (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS heads (size INTEGER PRIMARY KEY, head TEXT NOT NULL) STRICT;`;

/** What the writer thread does in merkle.db. */
export function treeWrites(file: SqliteFile) {
  file.exec(schema);
  const count = file.prepareArrays<[number]>('SELECT coalesce(max(number) + 1, 0) FROM leaves');
  const addLeaf = file.prepare('INSERT INTO leaves VALUES (?, ?, ?, ?, ?)');
  const addBlock = file.prepare('INSERT INTO blocks VALUES (?, ?, ?)');
  const addHead = file.prepare('INSERT OR REPLACE INTO heads VALUES (?, ?)');

  return {
    appendLeaves(size: number, leaves: readonly Leaf[], blocks: readonly Block[]): boolean {
      if (count.get()![0] !== size) return false;
      leaves.forEach(({ position, stream, revision, hash }, index) =>
        addLeaf.run(size + index, position, stream, revision, fromHex(hash)),
      );
      for (const { level, index, hash } of blocks) addBlock.run(level, index, fromHex(hash));
      return true;
    },
    addHead(head: SignedHead): void {
      addHead.run(head.size, JSON.stringify(head));
    },
  };
}
