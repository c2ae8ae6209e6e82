import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hex, leafHash } from '../../engine/audit/tree/hashes.ts';
import { HeadSigner } from '../../engine/audit/heads/signed-head.ts';
import type { Leaf, TreeStore } from '../../engine/audit/tree/tree-store.ts';
import { positionOf } from '../../engine/log/position.ts';
import type { OpenSubject, Subject } from './subject.ts';

const hashOf = (name: string) => hex(leafHash(Buffer.from(name)));

/** Positions with gaps, as logs have them. */
const leaf = (index: number): Leaf => ({
  position: positionOf(10 + 3 * index),
  stream: `order-${index % 3}`,
  revision: Math.floor(index / 3),
  hash: hashOf(`leaf ${index}`),
});
const leaves = (from: number, count: number) => Array.from({ length: count }, (_, index) => leaf(from + index));
const signer = new HeadSigner(Buffer.alloc(32, 5));
const head = (size: number) =>
  signer.sign({
    logId: 'log',
    size,
    root: hashOf(`root ${size}`),
    position: leaf(size - 1).position,
    time: '2026-01-01T00:00:00.000Z',
  });

/** What every TreeStore must do. */
export function treeStoreContract(name: string, open: OpenSubject<TreeStore>): void {
  describe(`TreeStore: ${name}`, () => {
    let subject: Subject<TreeStore>;
    let store: TreeStore;
    beforeEach(async () => {
      subject = await open();
      store = subject.port;
    });
    afterEach(() => subject.dispose());

    test('a new tree is empty', async () => {
      expect(await store.end()).toEqual({ size: 0, position: null });
      expect(await store.leaves(0, 10)).toEqual([]);
      expect(await store.indexOf(positionOf(1))).toBeNull();
      expect(await store.newestHead()).toBeNull();
    });

    test('leaves come back in order and are found by their exact position', async () => {
      expect(await store.append(0, leaves(0, 5), [])).toBe(true);
      expect(await store.append(5, leaves(5, 2), [])).toBe(true);
      expect(await store.end()).toEqual({ size: 7, position: leaf(6).position });
      expect(await store.leaves(3, 3)).toEqual(leaves(3, 3));
      for (const index of [0, 3, 6]) expect(await store.indexOf(leaf(index).position)).toBe(index);
      for (const position of [9, 11, 100]) expect(await store.indexOf(positionOf(position))).toBeNull();
    });

    test('leaves of one stream are told apart from all others, from a position on', async () => {
      await store.append(0, leaves(0, 8), []);
      const ofOne = [leaf(1), leaf(4), leaf(7)];
      expect(await store.leavesOf('order-1', null, 10)).toEqual(ofOne);
      expect(await store.leavesOf('order-1', null, 2)).toEqual(ofOne.slice(0, 2));
      expect(await store.leavesOf('order-1', leaf(1).position, 10)).toEqual(ofOne.slice(1));
      expect(await store.leavesOf('order-1', leaf(0).position, 10)).toEqual(ofOne);
      expect(await store.leavesOf('order-1', leaf(7).position, 10)).toEqual([]);
      expect(await store.leavesOf('order', null, 10)).toEqual([]);
    });

    test('leaves that do not follow the last one are refused whole', async () => {
      await store.append(0, leaves(0, 3), []);
      expect(await store.append(2, leaves(2, 2), [{ level: 8, index: 0, hash: hashOf('block') }])).toBe(false);
      expect(await store.append(4, leaves(4, 1), [])).toBe(false);
      expect((await store.end()).size).toBe(3);
      expect(await store.blocks(8, 0, 1)).toEqual([]);
    });

    test('blocks are kept by level and index', async () => {
      const block = (level: number, index: number) => ({ level, index, hash: hashOf(`block ${level} ${index}`) });
      await store.append(0, leaves(0, 1), [block(8, 0), block(8, 1), block(8, 2), block(16, 0)]);
      expect(await store.blocks(8, 1, 2)).toEqual([block(8, 1).hash, block(8, 2).hash]);
      expect(await store.blocks(16, 0, 5)).toEqual([block(16, 0).hash]);
    });

    test('heads are listed by size, and the newest is the one of the largest tree', async () => {
      await store.append(0, leaves(0, 9), []);
      for (const size of [2, 5, 9]) await store.addHead(head(size));
      expect(await store.heads(2, 1)).toEqual([head(5)]);
      expect(await store.heads(0, 10)).toEqual([head(2), head(5), head(9)]);
      expect(await store.newestHead()).toEqual(head(9));
    });

    test('what is kept is there after a restart', async () => {
      await store.append(0, leaves(0, 4), [{ level: 8, index: 0, hash: hashOf('block') }]);
      await store.addHead(head(4));
      const again = await subject.reopen();
      expect(await again.leaves(0, 10)).toEqual(leaves(0, 4));
      expect(await again.end()).toEqual({ size: 4, position: leaf(3).position });
      expect(await again.blocks(8, 0, 10)).toEqual([hashOf('block')]);
      expect(await again.newestHead()).toEqual(head(4));
    });
  });
}
