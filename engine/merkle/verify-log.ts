import { wholeLog } from '../broken.ts';
import type { Broken } from '../broken.ts';
import type { StoredEvent } from '../event.ts';
import { brokenAt, chainStart, linkOf } from '../hash-chain.ts';
import type { Link } from '../hash-chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import { CheckpointComparison } from './compare-checkpoint.ts';
import { HeadComparison } from './compare-heads.ts';
import { TreeComparison } from './compare-tree.ts';
import type { Has } from './compare-tree.ts';
import type { LogTree } from './log-tree.ts';

export type LogToVerify = {
  readonly logId: string;
  readonly log: () => AsyncIterable<StoredEvent>;
  readonly has: Has;
  readonly tree: LogTree | null;
  readonly checkpoint: Checkpoint | null;
};

/** What was compared, and of each broken stream the first broken event, in the order of the log. */
export type LogReport = {
  readonly streams: number;
  readonly events: number;
  /** Events of which the kept tree tells the place and the hash. */
  readonly inTree: number;
  readonly heads: number;
  readonly broken: readonly Broken[];
};

/**
 * Recomputes every stream's hash chain and the Merkle tree in one pass over the log, and compares the tree with the kept
 * one, with the signed heads and with a checkpoint that was kept elsewhere.
 */
export async function verifyLog({ logId, log, has, tree, checkpoint }: LogToVerify): Promise<LogReport> {
  const links = new Map<string, Link>();
  const broken = new Map<string, Broken>();
  const found = (each: Broken) => {
    if (!broken.has(each.stream)) broken.set(each.stream, each);
  };
  // Begun before the log is read: what the tree takes in meanwhile is not looked for.
  const kept = tree === null ? null : await TreeComparison.begin(tree.store, has, found);
  const heads = tree === null ? null : await HeadComparison.begin(tree.store, tree.publicKey, logId, found);
  const elsewhere = checkpoint === null ? null : new CheckpointComparison(checkpoint, found);
  let events = 0;
  for await (const event of log()) {
    events += 1;
    const { stream, revision } = event;
    await kept?.next(event);
    const reason = brokenAt(links.get(stream) ?? chainStart, event);
    if (reason !== null) found({ stream, revision, reason });
    links.set(stream, linkOf(event));
    // Roots differ from the first broken event on; they tell something new only as long as none is known.
    if (broken.size > 0) continue;
    await heads?.next(event);
    elsewhere?.next(event);
  }
  await kept?.end();
  if (broken.size === 0) heads?.end();
  if (broken.size === 0) elsewhere?.end();
  // Last, so that it hides nothing that can be told of an event.
  const foreign = heads?.foreign ?? (checkpoint !== null && checkpoint.head.logId !== logId ? checkpoint.head : null);
  if (foreign !== null) found({ stream: wholeLog, revision: foreign.size - 1, reason: 'other-log' });
  return {
    streams: links.size,
    events,
    inTree: kept?.size ?? 0,
    heads: heads?.compared ?? 0,
    broken: [...broken.values()],
  };
}
