import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/contracts/subject.ts';
import { RoughEventStore } from '../../test/rough/event-store.ts';
import { MemoryKeyVault } from '../../test/rough/key-vault.ts';
import { request, shelf, shelfTypes } from '../../test/rough/shelf.ts';
import { MemorySnapshotStore } from '../../test/rough/snapshot-store.ts';
import { MemoryTreeStore } from '../../test/rough/tree-store.ts';
import { AuditReader } from '../audit.ts';
import { CommandExecutor } from '../command-executor.ts';
import { EventCodec } from '../event-codec.ts';
import type { NewEvent } from '../event.ts';
import { chained } from '../hash-chain.ts';
import { checkpointOf, flawOf, parseCheckpoint } from './checkpoint.ts';
import { LogTree } from './log-tree.ts';
import { HeadSigner } from './signed-head.ts';
import { TreeFollower } from './tree-follower.ts';

const signer = new HeadSigner(Buffer.alloc(32, 1));
let store: RoughEventStore;
let trees: MemoryTreeStore;
let executor: CommandExecutor;
let codec: EventCodec;
let warnings: string[];
let wake: () => void;
let followers: TreeFollower[];

beforeEach(() => {
  store = new RoughEventStore({ foreign: 0.5 });
  trees = new MemoryTreeStore();
  codec = new EventCodec(shelfTypes, new MemoryKeyVault());
  executor = new CommandExecutor({ store, codec, snapshots: new MemorySnapshotStore() });
  warnings = [];
  followers = [];
  wake = () => {};
});
afterEach(async () => {
  for (const follower of followers) await follower.close();
});

async function follow(headEveryMs = 60_000): Promise<TreeFollower | null> {
  const waitBeyond = (_: unknown, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  const log = { warn: (message: string) => void warnings.push(message) };
  const clock = () => '2026-03-02T10:00:00.000Z';
  const feed = { waitBeyond };
  const follower = await TreeFollower.start({ store, trees, feed, signer, clock, headEveryMs, gatherMs: 1, log });
  if (follower !== null) followers.push(follower);
  return follower;
}
async function fill(shelves: readonly string[], times: number): Promise<void> {
  for (const id of shelves) await executor.execute(shelf, id, { type: 'Fill', quantity: 1_000 }, request());
  for (let n = 1; n < times; n += 1)
    for (const id of shelves) await executor.execute(shelf, id, { type: 'Take', by: 'Ada' }, request());
}
const tree = (publicKey: string | null = signer.publicKey) => new LogTree(trees, publicKey);
const audit = () => new AuditReader(store, codec, tree());

describe('The tree', () => {
  test('takes in what the log has and signs a head of all of it when it is closed', async () => {
    await fill(['a', 'b'], 5);
    await (await follow())?.close();
    expect((await trees.end()).size).toBe(10);
    expect((await trees.end()).position).toBe(await store.head());
    expect(trees.keptHeads).toMatchObject([{ size: 10, position: await store.head(), publicKey: signer.publicKey }]);
    expect(await audit().verifyAll()).toMatchObject({ events: 10, inTree: 10, heads: 1, broken: [] });
  });

  test('follows the log while it grows, goes on after a restart, and signs a head in between', async () => {
    const first = await follow(1);
    await fill(['a'], 3);
    wake();
    await eventually(() => trees.keptHeads.length > 0);
    await fill(['b'], 3);
    await first?.close();
    await fill(['c'], 400);
    await (await follow())?.close();
    const report = await audit().verifyAll();
    expect(report).toMatchObject({ events: 406, inTree: 406, broken: [] });
    expect(report.heads).toBeGreaterThan(1);
  });

  test('signs nothing when nothing happened since', async () => {
    await fill(['a'], 2);
    await (await follow())?.close();
    await (await follow())?.close();
    expect(trees.keptHeads).toHaveLength(1);
  });

  test('is left alone when the log no longer has the event it ends with', async () => {
    await fill(['a'], 3);
    await (await follow())?.close();
    store.tamper('shelf-a', 2, (event) => ({ ...event, metadata: { ...event.metadata, hash: 'ab'.repeat(32) } }));
    expect(await follow()).toBeNull();
    expect(warnings).toEqual(['The log does not have the event that its Merkle tree ends with; verify it']);
  });
});

test('a tree with a hole is not followed, proves nothing beside it and is found by the verification', async () => {
  await fill(['a'], 5);
  await (await follow())?.close();
  const leaves = trees.leaves.bind(trees);
  trees.leaves = async (...asked) => (await leaves(...asked)).filter(({ revision }) => revision !== 2);
  expect(await follow()).toBeNull();
  expect(warnings).toEqual(['The Merkle tree has holes; verify the log']);
  expect(await tree().prove(await store.readStream('shelf-a', 3, 1))).toEqual(['not-kept']);
  expect((await audit().verifyAll()).broken).toEqual([{ stream: 'shelf-a', revision: 2, reason: 'inserted' }]);
});

/** As somebody would who knows how the hash is made: the whole stream, each event after the one before. */
async function rewrite(stream: string, change: (event: NewEvent) => NewEvent): Promise<void> {
  let previousHash: string | null = null;
  for (const { revision } of await store.readStream(stream, 0, 1_000)) {
    store.tamper(stream, revision, (event) => {
      const { hash: _, ...metadata } = change(event).metadata;
      const made = chained(stream, revision, { ...change(event), metadata: { ...metadata, previousHash } }).event;
      previousHash = made.metadata.hash;
      return made;
    });
  }
}
const asBob = (event: NewEvent): NewEvent => ({ ...event, data: { ...event.data, by: 'Bob' } });

describe('A log whose stream was rewritten and hashed again', () => {
  beforeEach(async () => {
    await fill(['a', 'b', 'c'], 100);
    await (await follow())?.close();
  });

  test('has an unbroken chain, and its first altered event is named by the tree', async () => {
    await rewrite('shelf-b', asBob);
    expect((await audit().verifyStream('shelf-b')).verified).toBe(true);
    expect((await audit().verifyAll()).broken).toEqual([{ stream: 'shelf-b', revision: 0, reason: 'altered' }]);
  });

  test('cannot prove one of its events', async () => {
    const before = await store.readStream('shelf-b', 5, 1);
    expect(await tree().prove(before)).toEqual(['tree']);
    expect(await audit().brokenAmong(before)).toEqual([]);
    await rewrite('shelf-b', asBob);
    const [event] = await store.readStream('shelf-b', 5, 1);
    expect(await tree().prove([event!])).toEqual(['not-kept']);
    expect(await audit().brokenAmong([event!])).toMatchObject([{ stream: 'shelf-b', revision: 5 }]);
  });

  test('is found by the signed heads when the tree was made anew to fit it', async () => {
    await rewrite('shelf-b', asBob);
    const heads = trees.keptHeads;
    trees = new MemoryTreeStore();
    await (await follow())?.close();
    trees.keptHeads.splice(0, 1, ...heads);
    expect((await audit().verifyAll()).broken).toEqual([
      { stream: 'shelf-a', revision: 0, reason: 'unlike-head', among: 300 },
    ]);
    expect(await tree().prove(await store.readStream('shelf-b', 5, 1))).toEqual(['not-kept']);
  });

  test('is found by a checkpoint kept elsewhere when tree and heads were made anew, to the event', async () => {
    const checkpoint = await checkpointOf(tree(), (await trees.newestHead())!);
    await rewrite('shelf-b', asBob);
    trees = new MemoryTreeStore();
    await (await follow())?.close();
    expect((await audit().verifyAll()).broken).toEqual([]);
    expect((await audit().verifyAll(checkpoint)).broken).toEqual([
      { stream: 'shelf-b', revision: 0, reason: 'unlike-checkpoint', among: 1 },
    ]);
  });

  test('is not saved by heads that somebody else has signed', async () => {
    const forger = new HeadSigner(Buffer.alloc(32, 2));
    const { signature: _, publicKey: __, ...head } = trees.keptHeads[0]!;
    trees.keptHeads.splice(0, 1, forger.sign(head));
    expect((await audit().verifyAll()).broken).toMatchObject([{ reason: 'head-forged' }]);
    trees.keptHeads.splice(0, 1, { ...trees.keptHeads[0]!, publicKey: signer.publicKey });
    expect((await audit().verifyAll()).broken).toMatchObject([{ reason: 'head-forged' }]);
  });
});

test('a checkpoint of a long log tells ranges of events apart, and the rest of it one by one', async () => {
  await fill(
    Array.from({ length: 90 }, (_, n) => `${n}`),
    47,
  );
  await (await follow())?.close();
  const checkpoint = await checkpointOf(tree(), (await trees.newestHead())!);
  expect([checkpoint.head.size, checkpoint.level, checkpoint.blocks.length]).toEqual([4_230, 1, 2_115]);
  expect(parseCheckpoint(JSON.stringify(checkpoint))).toEqual(checkpoint);
  expect((await audit().verifyAll(checkpoint)).broken).toEqual([]);
});

test('a checkpoint that was changed is not believed', async () => {
  await fill(['a'], 3);
  await (await follow())?.close();
  const checkpoint = await checkpointOf(tree(), (await trees.newestHead())!);
  expect(flawOf({ ...checkpoint, blocks: checkpoint.blocks.toReversed() })).toBe('its hashes do not give its root');
  expect(flawOf({ ...checkpoint, head: { ...checkpoint.head, size: 2 } })).toBe(
    'its signature does not fit what it says',
  );
  expect(() => parseCheckpoint('{}')).toThrow('no checkpoint');
});

test('a log that is shorter than the checkpoint was cut off', async () => {
  await fill(['a'], 5);
  await (await follow())?.close();
  const checkpoint = await checkpointOf(tree(), (await trees.newestHead())!);
  const shorter = new RoughEventStore();
  for (const event of await store.readStream('shelf-a', 0, 3))
    await shorter.append('shelf-a', event.revision - 1, [
      { id: event.id, type: event.type, data: event.data, metadata: event.metadata },
    ]);
  expect((await new AuditReader(shorter, codec).verifyAll(checkpoint)).broken).toEqual([
    { stream: '$log', revision: 3, reason: 'truncated' },
  ]);
});
