import { join } from 'node:path';
import { hex } from '../../../engine/audit/tree/hashes.ts';
import type { SignedHead } from '../../../engine/audit/heads/signed-head.ts';
import type { Block, Leaf, TreeEnd, TreeStore } from '../../../engine/audit/tree/tree-store.ts';
import type { Position } from '../../../engine/log/position.ts';
import { isAfter } from '../../../engine/log/position.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';

type LeafRow = [number: number, position: Position, stream: string, revision: number, hash: Uint8Array];

/** The Merkle tree in merkle.db, a file that a stopped shop can lose: it is made again from the log. */
export class EmbeddedTreeStore implements TreeStore {
  private readonly file: SqliteFile;
  private readonly last;
  private readonly some;
  private readonly ofStream;
  private readonly positionAt;
  private readonly hashes;
  private readonly someHeads;
  private readonly lastHead;

  constructor(
    dir: string,
    private readonly writer: Writing,
  ) {
    this.file = new SqliteFile(join(dir, 'merkle.db'), 'read-only');
    this.last = this.file.prepareArrays<[number, Position]>(
      'SELECT number, position FROM leaves ORDER BY number DESC LIMIT 1',
    );
    this.some = this.file.prepareArrays<LeafRow>(
      'SELECT number, position, stream, revision, hash FROM leaves WHERE number >= ? ORDER BY number LIMIT ?',
    );
    this.ofStream = this.file.prepareArrays<LeafRow>(
      'SELECT number, position, stream, revision, hash FROM leaves WHERE stream = ? AND position > ? ORDER BY position LIMIT ?',
    );
    this.positionAt = this.file.prepareArrays<[Position]>('SELECT position FROM leaves WHERE number = ?');
    this.hashes = this.file.prepareArrays<[Uint8Array]>(
      'SELECT hash FROM blocks WHERE level = ? AND number >= ? ORDER BY number LIMIT ?',
    );
    this.someHeads = this.file.prepareArrays<[string]>('SELECT head FROM heads WHERE size > ? ORDER BY size LIMIT ?');
    this.lastHead = this.file.prepareArrays<[string]>('SELECT head FROM heads ORDER BY size DESC LIMIT 1');
  }

  async end(): Promise<TreeEnd> {
    const [number, position] = this.last.get() ?? [-1, null];
    return { size: number + 1, position };
  }

  append(size: number, leaves: readonly Leaf[], blocks: readonly Block[]): Promise<boolean> {
    return this.writer.write('merkle', 'appendLeaves', size, leaves, blocks);
  }

  async leaves(from: number, limit: number): Promise<readonly Leaf[]> {
    const rows = this.some.all(from, limit);
    const hole = rows.findIndex(([number], index) => number !== from + index);
    const whole = hole < 0 ? rows : rows.slice(0, hole);
    return whole.map(leafIn);
  }

  async leavesOf(stream: string, after: Position | null, limit: number): Promise<readonly Leaf[]> {
    return this.ofStream.all(stream, after ?? '', limit).map(leafIn);
  }

  /** Positions grow with the index, so no index of the database is needed. */
  async indexOf(position: Position): Promise<number | null> {
    let from = 0;
    let to = (this.last.get()?.[0] ?? -1) + 1;
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const found = this.positionAt.get(middle)?.[0];
      if (found === position) return middle;
      if (found === undefined || isAfter(position, found)) from = middle + 1;
      else to = middle;
    }
    return null;
  }

  async blocks(level: number, from: number, limit: number): Promise<readonly string[]> {
    return this.hashes.all(level, from, limit).map(([hash]) => hex(hash));
  }

  async addHead(head: SignedHead): Promise<void> {
    await this.writer.write('merkle', 'addHead', head);
  }

  async heads(size: number, limit: number): Promise<readonly SignedHead[]> {
    return this.someHeads.all(size, limit).map(([head]) => JSON.parse(head) as SignedHead);
  }

  async newestHead(): Promise<SignedHead | null> {
    const row = this.lastHead.get();
    return row === undefined ? null : (JSON.parse(row[0]) as SignedHead);
  }

  async close(): Promise<void> {
    this.file.close();
  }
}

function leafIn([, position, stream, revision, hash]: LeafRow): Leaf {
  return { position, stream, revision, hash: hex(hash) };
}
