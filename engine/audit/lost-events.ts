import { yieldTurn } from '../tools/yield-turn.ts';
import type { Broken } from './broken.ts';
import type { EventStore } from '../log/event-store.ts';
import { isIntact } from '../log/hash-chain.ts';
import type { Position } from '../log/position.ts';
import type { TreeStore } from './tree/tree-store.ts';

const page = 500;

/**
 * The first event of a stream, after a position, that the tree keeps and the log has not, or not as it was written; null
 * when there is none. The leaves are read before the log: what the tree has not taken in yet is not asked for.
 */
export async function firstLost(
  trees: Pick<TreeStore, 'leavesOf'>,
  reads: Pick<EventStore, 'readStream'>,
  stream: string,
  from: Position | null,
): Promise<Broken | null> {
  for (let after = from; ; await yieldTurn()) {
    const leaves = await trees.leavesOf(stream, after, page);
    if (leaves.length === 0) return null;
    const events = await reads.readStream(stream, leaves[0]!.revision, leaves.length);
    const byRevision = new Map(events.map((event) => [event.revision, event]));
    const last = events.at(-1)?.revision ?? -1;
    for (const { revision, hash } of leaves) {
      const event = byRevision.get(revision);
      if (event === undefined) return { stream, revision, reason: revision > last ? 'truncated' : 'missing' };
      if (event.metadata.hash !== hash || !isIntact(event)) return { stream, revision, reason: 'altered' };
    }
    after = leaves.at(-1)!.position;
  }
}
