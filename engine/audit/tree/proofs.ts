import { nodeHash } from './hashes.ts';

/** Finds the hash of the index-th full subtree of 2^level leaves. */
export type Nodes = (level: number, index: number) => Promise<Uint8Array>;

export type Proof = readonly Uint8Array[];

/** The hash over the leaves from `from` to before `to` (MTH of RFC 6962, 2.1). */
export async function rangeRoot(nodes: Nodes, from: number, to: number): Promise<Uint8Array> {
  const count = to - from;
  const level = Math.round(Math.log2(count));
  if (2 ** level === count) return nodes(level, from / count);
  const split = from + splitOf(count);
  return nodeHash(await rangeRoot(nodes, from, split), await rangeRoot(nodes, split, to));
}

/** What proves that the leaf at `index` is in the tree of `size` leaves (PATH of RFC 6962, 2.1.1), leaf's side first. */
export async function inclusionProof(nodes: Nodes, index: number, size: number): Promise<Proof> {
  const path = async (from: number, to: number): Promise<Uint8Array[]> => {
    if (to - from === 1) return [];
    const split = from + splitOf(to - from);
    return index < split
      ? [...(await path(from, split)), await rangeRoot(nodes, split, to)]
      : [...(await path(split, to)), await rangeRoot(nodes, from, split)];
  };
  return path(0, size);
}

/** The largest power of two below the count. */
function splitOf(count: number): number {
  const power = 2 ** Math.floor(Math.log2(count));
  return power === count ? power / 2 : power;
}
