import type { SignedHead } from '../../engine/audit/heads/signed-head.ts';
import type { Block, Leaf, TreeEnd, TreeStore } from '../../engine/audit/tree/tree-store.ts';
import type { Position } from '../../engine/log/position.ts';
import { isAfter } from '../../engine/log/position.ts';

export type KeptTree = { readonly leaves: Leaf[]; readonly blocks: Block[]; readonly heads: SignedHead[] };
export const emptyTree = (): KeptTree => ({ leaves: [], blocks: [], heads: [] });

export class MemoryTreeStore implements TreeStore {
  readonly kept: Leaf[];
  readonly keptHeads: SignedHead[];
  private readonly keptBlocks: Block[];

  constructor({ leaves, blocks, heads } = emptyTree()) {
    this.kept = leaves;
    this.keptBlocks = blocks;
    this.keptHeads = heads;
  }

  async end(): Promise<TreeEnd> {
    return { size: this.kept.length, position: this.kept.at(-1)?.position ?? null };
  }

  async append(size: number, leaves: readonly Leaf[], blocks: readonly Block[]): Promise<boolean> {
    if (size !== this.kept.length) return false;
    this.kept.push(...leaves);
    this.keptBlocks.push(...blocks);
    return true;
  }

  async leaves(from: number, limit: number): Promise<readonly Leaf[]> {
    return this.kept.slice(from, from + limit);
  }

  async indexOf(position: Position): Promise<number | null> {
    const index = this.kept.findIndex((leaf) => leaf.position === position);
    return index < 0 ? null : index;
  }

  async leavesOf(stream: string, after: Position | null, limit: number): Promise<readonly Leaf[]> {
    return this.kept.filter((leaf) => leaf.stream === stream && isAfter(leaf.position, after)).slice(0, limit);
  }

  async blocks(level: number, from: number, limit: number): Promise<readonly string[]> {
    return this.keptBlocks
      .filter((block) => block.level === level && block.index >= from && block.index < from + limit)
      .map(({ hash }) => hash);
  }

  async addHead(head: SignedHead): Promise<void> {
    this.keptHeads.push(head);
  }

  async heads(size: number, limit: number): Promise<readonly SignedHead[]> {
    return this.keptHeads.filter((head) => head.size > size).slice(0, limit);
  }

  async newestHead(): Promise<SignedHead | null> {
    return this.keptHeads.at(-1) ?? null;
  }

  async close(): Promise<void> {}
}
