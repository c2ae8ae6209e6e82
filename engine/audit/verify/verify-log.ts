import { wholeLog } from '../broken.ts';
import type { Broken } from '../broken.ts';
import type { StoredEvent } from '../../log/event.ts';
import { brokenAt, chainStart, linkOf } from '../../log/hash-chain.ts';
import type { Link } from '../../log/hash-chain.ts';
import type { AuditCheckpoint } from '../heads/audit-checkpoint.ts';
import { AuditCheckpointComparison } from './compare-audit-checkpoint.ts';
import { HeadComparison } from './compare-heads.ts';
import { TreeComparison } from './compare-tree.ts';
import type { Has } from './compare-tree.ts';
import type { SignedHead } from '../heads/signed-head.ts';
import type { TreeStore } from '../tree/tree-store.ts';
import { foundFor } from '../heads/found-events.ts';
import type { FoundEvents } from '../heads/found-events.ts';
import { flawOfWitness, newerOf } from '../heads/witness.ts';
import type { KeptWitness, WitnessFlaw } from '../heads/witness.ts';
import { isAfter } from '../../log/position.ts';

type LogToVerify = {
  readonly logId: string;
  readonly log: () => AsyncIterable<StoredEvent>;
  readonly has: Has;
  /** Null: no tree is kept. */
  readonly trees: TreeStore | null;
  /** The keys that may have signed heads; null: any. */
  readonly trusted: ReadonlySet<string> | null;
  readonly witness: KeptWitness | null;
  readonly checkpoint: AuditCheckpoint | null;
};

/** What was compared, and of each broken stream the first broken event, in the order of the log. */
export type LogReport = {
  readonly streams: number;
  readonly events: number;
  /** Events of which the kept tree tells the place and the hash. */
  readonly inTree: number;
  readonly heads: number;
  readonly broken: readonly Broken[];
  /** The newest head that the log fits and a trusted key has signed. */
  readonly provenBy: SignedHead | null;
  /** The newest head that was signed, when it covers more than the tree keeps: the tree was cut. */
  readonly cutHead: SignedHead | null;
  /** The newest head of each key that is not trusted, which the log fits. */
  readonly byOthers: readonly SignedHead[];
  /** Events that were in the log when nothing signed spoke of them. */
  readonly found: FoundEvents | null;
  /** Something apart from the tree tells which head is the newest. */
  readonly isWitnessed: boolean;
  /** What is wrong with that, and the key that signed it. */
  readonly witnessFlaw: { readonly flaw: WitnessFlaw; readonly publicKey: string | null } | null;
};

/**
 * Recomputes every stream's hash chain and the Merkle tree in one pass over the log, and compares the tree with the kept
 * one, with the signed heads and with a checkpoint that was kept elsewhere.
 */
export async function verifyLog(asked: LogToVerify): Promise<LogReport> {
  const { logId, log, has, trees, trusted, witness, checkpoint } = asked;
  const links = new Map<string, Link>();
  const broken = new Map<string, Broken>();
  const found = (each: Broken) => {
    if (!broken.has(each.stream)) broken.set(each.stream, each);
  };
  // Begun before the log is read: what the tree takes in meanwhile is not looked for.
  const newestKept = (await trees?.newestHead()) ?? null;
  const newest = newerOf(witness?.head ?? null, newestKept);
  const flaw = flawOfWitness(witness, newestKept, logId, trusted);
  const kept = trees === null ? null : await TreeComparison.begin(trees, has, found);
  const heads = await HeadComparison.begin({ trees, witness: witness?.head ?? null, logId, trusted }, found);
  const elsewhere = checkpoint === null ? null : new AuditCheckpointComparison(checkpoint, found);
  const last = witness?.isLast === true ? (witness.head?.position ?? null) : null;
  let events = 0;
  for await (const event of log()) {
    events += 1;
    const { stream, revision } = event;
    await kept?.next(event);
    const reason = brokenAt(links.get(stream) ?? chainStart, event);
    if (reason !== null) found({ stream, revision, reason });
    links.set(stream, linkOf(event));
    if (last !== null && isAfter(event.position, last)) found({ stream, revision, reason: 'inserted' });
    // Roots differ from the first broken event on; they tell something new only as long as none is known.
    if (broken.size > 0) continue;
    await heads.next(event);
    elsewhere?.next(event);
  }
  await kept?.end();
  if (broken.size === 0) heads.end();
  if (broken.size === 0) elsewhere?.end();
  // Last, so that it hides nothing that can be told of an event.
  const foreign = heads.foreign ?? (checkpoint !== null && checkpoint.head.logId !== logId ? checkpoint.head : null);
  if (foreign !== null) found({ stream: wholeLog, revision: foreign.size - 1, reason: 'other-log' });
  const inTree = kept?.size ?? 0;
  return {
    streams: links.size,
    events,
    inTree,
    heads: heads.compared,
    broken: [...broken.values()],
    provenBy: heads.fitting,
    cutHead: (newest?.size ?? 0) > inTree ? newest : null,
    byOthers: [...heads.byOthers.values()],
    found: foundFor(witness?.found ?? null, trusted),
    isWitnessed: witness !== null && flaw === null,
    witnessFlaw: flaw === null ? null : { flaw, publicKey: witness?.by?.publicKey ?? null },
  };
}
