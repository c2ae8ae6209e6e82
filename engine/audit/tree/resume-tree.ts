import type { EventStore } from '../../log/event-store.ts';
import type { Position } from '../../log/position.ts';
import type { Frontier } from './frontier.ts';
import { hex } from './hashes.ts';
import { LogTree, TreeDamaged } from './log-tree.ts';
import type { SignedHead } from '../heads/signed-head.ts';
import type { TreeStore } from './tree-store.ts';
import { newerOf } from '../heads/witness.ts';
import type { Witness } from '../heads/witness.ts';
import { nextEvents } from '../../log/reading-on.ts';

/** Where a tree goes on. */
export type Resumed = {
  readonly tree: Frontier;
  readonly last: Position | null;
  /** The newest head that was signed. */
  readonly newest: SignedHead | null;
};

/** The log, or its tree, is not what was signed. Neither is touched any more: they tell what was changed. */
export class LogUnlikeTree extends Error {
  override readonly name = 'LogUnlikeTree';
}

/** Finds where the kept tree ends. Throws LogUnlikeTree when what is kept and the log speak against each other. */
export async function resumeTree(store: EventStore, trees: TreeStore, witness: Witness | null): Promise<Resumed> {
  const { size, position } = await trees.end();
  if (position !== null) {
    const [leaf] = await trees.leaves(size - 1, 1);
    const event = await store.eventAt(position);
    if (event === null || leaf === undefined || event.metadata.hash !== leaf.hash)
      throw new LogUnlikeTree('The log does not have the event that its Merkle tree ends with; verify it');
  }
  const tree = await frontierOf(trees, size);
  const newest = newerOf(witness?.head ?? null, await trees.newestHead());
  if (newest !== null && newest.size <= size && hex((await frontierOf(trees, newest.size)).root()) !== newest.root)
    throw new LogUnlikeTree('The Merkle tree is not the one that was signed; verify the log');
  if (witness?.isLast === true && (await nextEvents(store, witness.head?.position ?? null, 1)).length > 0)
    throw new LogUnlikeTree('The log has grown while no shop was running on it; verify it');
  return { tree, last: position, newest };
}

/** The right edge of the kept tree at a size. Throws LogUnlikeTree when the tree has holes. */
export async function frontierOf(trees: TreeStore, size: number): Promise<Frontier> {
  try {
    return await new LogTree(trees).frontier(size);
  } catch (error) {
    if (!(error instanceof TreeDamaged)) throw error;
    throw new LogUnlikeTree('The Merkle tree has holes; verify the log', { cause: error });
  }
}
