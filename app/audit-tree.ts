import type { HeadSigner } from '../engine/audit/heads/signed-head.ts';
import { TreeFollower } from '../engine/audit/tree/tree-follower.ts';
import type { Clock } from '../engine/tools/clock.ts';
import type { EngineRoom } from './engine-room.ts';
import type { Logger } from './logger.ts';

type AuditTreeParts = {
  readonly room: Pick<EngineRoom, 'eventStore' | 'treeStore' | 'registry' | 'feed' | 'trusted'>;
  readonly signer: HeadSigner;
  readonly headSeconds: number;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The Merkle tree that grows with the log. */
type AuditTree = {
  /** What an operator must know as long as this shop runs. */
  readonly notes: readonly string[];
  close(): Promise<void>;
};

export async function startAuditTree({ room, signer, headSeconds, clock, log }: AuditTreeParts): Promise<AuditTree> {
  const { eventStore: store, treeStore: trees, registry, feed, trusted } = room;
  const notes: string[] = [];
  const follower = await TreeFollower.start({
    ...{ store, trees, registry, feed, signer, trusted, clock, headEveryMs: headSeconds * 1_000, log },
    note: (text) => notes.push(text),
  });
  return { notes, close: async () => follower?.close() };
}
