import { emptyRoot, nodeHash } from './hashes.ts';

/** A full subtree: 2^level leaves, the index-th of its level. */
type Subtree = { readonly level: number; readonly index: number; readonly hash: Uint8Array };

/** The right edge of a growing tree: enough to add leaves and to tell the root, in memory that grows by its logarithm. */
export class Frontier {
  private readonly peaks: { level: number; hash: Uint8Array }[] = [];
  /** Leaves so far. */
  size = 0;

  /** Adds a leaf (level 0), or a full subtree that begins where the tree ends. Answers every subtree that is full now. */
  push(hash: Uint8Array, level = 0): readonly Subtree[] {
    this.size += 2 ** level;
    let peak = { level, hash };
    const full = [this.subtree(peak)];
    for (let left = this.peaks.at(-1); left?.level === peak.level; left = this.peaks.at(-1)) {
      this.peaks.pop();
      peak = { level: peak.level + 1, hash: nodeHash(left.hash, peak.hash) };
      full.push(this.subtree(peak));
    }
    this.peaks.push(peak);
    return full;
  }

  /** The tree's head (RFC 6962, 2.1). */
  root(): Uint8Array {
    return this.peaks.length === 0
      ? emptyRoot
      : this.peaks.map(({ hash }) => hash).reduceRight((right, left) => nodeHash(left, right));
  }

  private subtree({ level, hash }: { level: number; hash: Uint8Array }): Subtree {
    return { level, index: this.size / 2 ** level - 1, hash };
  }
}
