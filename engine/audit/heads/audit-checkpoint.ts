import { Frontier } from '../tree/frontier.ts';
import { fromHex, hex } from '../tree/hashes.ts';
import type { LogTree } from '../tree/log-tree.ts';
import { isSigned } from './signed-head.ts';
import type { SignedHead } from './signed-head.ts';

/**
 * A head to be kept elsewhere, with what finds the place where a log no longer fits it: the hashes of all subtrees of
 * 2^level leaves that the head covers, and of the smaller ones at its right edge.
 */
export type AuditCheckpoint = {
  readonly head: SignedHead;
  readonly level: number;
  readonly blocks: readonly string[];
  /** Sizes are powers of two below 2^level, the largest first. */
  readonly rest: readonly { readonly level: number; readonly hash: string }[];
};

/** Up to so many events each is told apart; of longer logs, ranges of events. Keeps the file under 300 KB. */
const mostBlocks = 4_096;

/** What a head is exported as. */
export async function auditCheckpointOf(tree: LogTree, head: SignedHead): Promise<AuditCheckpoint> {
  const nodes = tree.nodes();
  const level = Math.max(0, Math.ceil(Math.log2(head.size / mostBlocks)));
  const count = Math.floor(head.size / 2 ** level);
  const blocks: string[] = [];
  for (let index = 0; index < count; index += 1) blocks.push(hex(await nodes(level, index)));
  const rest: { level: number; hash: string }[] = [];
  let covered = count * 2 ** level;
  for (let below = level - 1; below >= 0; below -= 1) {
    if (head.size - covered < 2 ** below) continue;
    rest.push({ level: below, hash: hex(await nodes(below, covered / 2 ** below)) });
    covered += 2 ** below;
  }
  return { head, level, blocks, rest };
}

/** Why a checkpoint is not one to verify with; null when it is whole: signed, and its hashes give its root. */
export function flawOf(checkpoint: AuditCheckpoint): string | null {
  const { head, level, blocks, rest } = checkpoint;
  if (!isSigned(head)) return 'its signature does not fit what it says';
  const tree = new Frontier();
  for (const hash of blocks) tree.push(fromHex(hash), level);
  for (const block of rest) tree.push(fromHex(block.hash), block.level);
  return tree.size === head.size && hex(tree.root()) === head.root ? null : 'its hashes do not give its root';
}

/** Reads an exported checkpoint. Throws with the reason when the text is none, or was changed. */
export function parseAuditCheckpoint(text: string): AuditCheckpoint {
  let checkpoint: AuditCheckpoint;
  let flaw: string | null;
  try {
    checkpoint = JSON.parse(text) as AuditCheckpoint;
    flaw = flawOf(checkpoint);
  } catch (error) {
    throw new Error('This is no checkpoint', { cause: error });
  }
  if (flaw !== null) throw new Error(`The checkpoint cannot be trusted: ${flaw}`);
  return checkpoint;
}
