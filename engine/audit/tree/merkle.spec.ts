import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { provesInclusion } from './check-proof.ts';
import { Frontier } from './frontier.ts';
import { emptyRoot, fromHex, hex, leafHash, nodeHash } from './hashes.ts';
import { inclusionProof, rangeRoot } from './proofs.ts';
import type { Nodes } from './proofs.ts';

/** The entries that implementations of RFC 6962 compare themselves with, and the heads of their first n. */
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const heads = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const a = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
const b = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
const c = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
const d = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
const e = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';

const leaves = entries.map((entry) => leafHash(fromHex(entry)));

/** Every full subtree of these leaves, hashed as the definition says. */
function nodesOf(hashes: readonly Uint8Array[]): Nodes {
  const node = (level: number, index: number): Uint8Array =>
    level === 0 ? hashes[index]! : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  return async (level, index) => node(level, index);
}

function grown(hashes: readonly Uint8Array[]): Frontier {
  const tree = new Frontier();
  for (const hash of hashes) tree.push(hash);
  return tree;
}

describe('the test vectors of Certificate Transparency', () => {
  test.each(heads.map((head, size) => [size, head] as const))('the head of %i entries', async (size, head) => {
    expect(hex(grown(leaves.slice(0, size)).root())).toBe(head);
    if (size > 0) expect(hex(await rangeRoot(nodesOf(leaves), 0, size))).toBe(head);
  });

  test.each<[index: number, size: number, proof: string[]]>([
    [0, 1, []],
    [0, 8, [c, a, d]],
    [5, 8, [e, b, heads[4]!]],
    [2, 3, [heads[2]!]],
    [1, 5, [heads[1]!, a, e]],
  ])('entry %i is in the tree of %i', async (index, size, proof) => {
    const made = await inclusionProof(nodesOf(leaves), index, size);
    expect(made.map(hex)).toEqual(proof);
    expect(provesInclusion(leaves[index]!, index, size, made, fromHex(heads[size]!))).toBe(true);
  });
});

const someLeaves = fc
  .array(fc.uint8Array({ minLength: 0, maxLength: 8 }), { minLength: 1, maxLength: 70 })
  .map((entries) => entries.map(leafHash));

test('a tree of any size proves each of its entries, and no other at its place', () =>
  fc.assert(
    fc.asyncProperty(someLeaves, fc.nat(), fc.nat(), async (hashes, some, bit) => {
      const index = some % hashes.length;
      const root = grown(hashes).root();
      const proof = await inclusionProof(nodesOf(hashes), index, hashes.length);
      const proves = (leaf: Uint8Array, at = index) => provesInclusion(leaf, at, hashes.length, proof, root);
      expect(proves(hashes[index]!)).toBe(true);
      const forged = Uint8Array.from(hashes[index]!);
      forged[bit % 32]! ^= 1 + (bit % 255);
      expect(proves(forged)).toBe(false);
      expect(proves(hashes[index]!, hashes.length)).toBe(false);
    }),
    { numRuns: 100 },
  ));

test('a tree grown by whole subtrees has the head of the one grown leaf by leaf', () =>
  fc.assert(
    fc.asyncProperty(someLeaves, async (hashes) => {
      const nodes = nodesOf(hashes);
      const blocks = new Frontier();
      const full = Math.floor(hashes.length / 4);
      for (let index = 0; index < full; index += 1) blocks.push(await nodes(2, index), 2);
      for (const hash of hashes.slice(full * 4)) blocks.push(hash);
      expect(hex(blocks.root())).toBe(hex(grown(hashes).root()));
    }),
    { numRuns: 50 },
  ));

test('an empty tree has the hash of nothing as its head and proves nothing', () => {
  expect(hex(emptyRoot)).toBe(heads[0]);
  expect(provesInclusion(leaves[0]!, 0, 0, [], emptyRoot)).toBe(false);
});
