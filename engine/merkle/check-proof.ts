import { emptyRoot, nodeHash, sameHash } from './hashes.ts';
import type { Proof } from './proofs.ts';

/** True when the proof leads from the leaf to the root (the algorithm of RFC 9162, 2.1.3.2). */
export function provesInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: Proof,
  root: Uint8Array,
): boolean {
  if (index < 0 || index >= size) return false;
  let hash = leaf;
  let at = index;
  let last = size - 1;
  for (const next of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(next, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = nodeHash(hash, next);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(hash, root);
}

/** True when the proof shows that the later tree begins with the earlier one (RFC 9162, 2.1.4.2). */
export function provesConsistency(
  earlier: { readonly size: number; readonly root: Uint8Array },
  later: { readonly size: number; readonly root: Uint8Array },
  proof: Proof,
): boolean {
  if (earlier.size === 0) return proof.length === 0 && sameHash(earlier.root, emptyRoot);
  if (earlier.size === later.size) return proof.length === 0 && sameHash(earlier.root, later.root);
  if (earlier.size > later.size) return false;
  const isFull = Number.isInteger(Math.log2(earlier.size));
  const [first, ...rest] = isFull ? [earlier.root, ...proof] : proof;
  if (first === undefined) return false;
  let at = earlier.size - 1;
  let last = later.size - 1;
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let old = first;
  let now = first;
  for (const next of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(next, old);
      now = nodeHash(next, now);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      now = nodeHash(now, next);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(old, earlier.root) && sameHash(now, later.root);
}

function half(value: number): number {
  return Math.floor(value / 2);
}
