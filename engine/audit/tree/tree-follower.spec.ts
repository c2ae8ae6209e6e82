import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../../test/contracts/subject.ts';
import { RoughEventStore } from '../../../test/rough/event-store.ts';
import { MemoryKeyValue } from '../../../test/rough/key-value.ts';
import { MemoryKeyVault } from '../../../test/rough/key-vault.ts';
import { request, shelf, shelfTypes } from '../../../test/rough/shelf.ts';
import { MemorySnapshotStore } from '../../../test/rough/snapshot-store.ts';
import { MemoryTreeStore } from '../../../test/rough/tree-store.ts';
import { AuditReader } from '../reader.ts';
import { canonicalJson } from '../../log/canonical-json.ts';
import { CommandExecutor } from '../../commands/command-executor.ts';
import { EventCodec } from '../../log/event-codec.ts';
import type { NewEvent } from '../../log/event.ts';
import { chained } from '../../log/hash-chain.ts';
import { auditCheckpointOf, flawOf, parseAuditCheckpoint } from '../heads/audit-checkpoint.ts';
import { LogTree } from './log-tree.ts';
import { addRotation, rotationTo, trustedKeys } from '../heads/key-rotation.ts';
import { HeadSigner } from '../heads/signed-head.ts';
import type { SignedHead } from '../heads/signed-head.ts';
import { TreeFollower } from './tree-follower.ts';
import { unprovenOf } from '../unproven.ts';
import { readWitness, writeWitness } from '../heads/witness.ts';

const signer = new HeadSigner(Buffer.alloc(32, 1));
let store: RoughEventStore;
let trees: MemoryTreeStore;
let keyValue: MemoryKeyValue;
let executor: CommandExecutor;
let codec: EventCodec;
let warnings: string[];
let notes: string[];
let wake: () => void;
let followers: TreeFollower[];

beforeEach(() => {
  store = new RoughEventStore({ foreign: 0.5 });
  trees = new MemoryTreeStore();
  keyValue = new MemoryKeyValue();
  codec = new EventCodec(shelfTypes, new MemoryKeyVault());
  executor = new CommandExecutor({ store, codec, snapshots: new MemorySnapshotStore() });
  warnings = [];
  notes = [];
  followers = [];
  wake = () => {};
});
afterEach(async () => {
  for (const follower of followers) await follower.close();
});

async function follow(headEveryMs = 60_000, by = signer): Promise<TreeFollower | null> {
  const waitBeyond = (_: unknown, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  const log = { warn: (message: string) => void warnings.push(message) };
  const clock = () => '2026-03-02T10:00:00.000Z';
  const follower = await TreeFollower.start({
    ...{ store, trees, keyValue, feed: { waitBeyond }, signer: by, clock, headEveryMs, gatherMs: 1, log },
    trusted: await trustedKeys(keyValue, await store.logId(), by.publicKey),
    note: (text) => notes.push(text),
  });
  if (follower !== null) followers.push(follower);
  return follower;
}
async function fill(shelves: readonly string[], times: number): Promise<void> {
  for (const id of shelves) await executor.execute(shelf, id, { type: 'Fill', quantity: 1_000 }, request());
  for (let n = 1; n < times; n += 1)
    for (const id of shelves) await executor.execute(shelf, id, { type: 'Take', by: 'Ada' }, request());
}
/** A shop runs while this happens, and is stopped in order. */
async function running(work: () => Promise<void>): Promise<void> {
  const follower = await follow();
  await work();
  await follower?.close();
}
/** As one that was killed: it signs nothing more. */
function killed(): void {
  followers = [];
}
const tree = (by = signer) => new LogTree(trees, new Set([by.publicKey]));
const audit = () => new AuditReader(store, codec, tree(), keyValue);
const unproven = async (elsewhere: SignedHead | null = null) => unprovenOf(await audit().verifyAll(), elsewhere);

describe('The tree', () => {
  test('takes in what the log has and signs a head of all of it when it is closed', async () => {
    await running(() => fill(['a', 'b'], 5));
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
    await running(() => fill(['c'], 400));
    const report = await audit().verifyAll();
    expect(report).toMatchObject({ events: 406, inTree: 406, broken: [] });
    expect(report.heads).toBeGreaterThan(1);
  });

  test('signs nothing when nothing happened since', async () => {
    await running(() => fill(['a'], 2));
    await (await follow())?.close();
    expect(trees.keptHeads).toHaveLength(1);
  });

  test('is left alone when the log no longer has the event it ends with', async () => {
    await running(() => fill(['a'], 3));
    store.tamper('shelf-a', 2, (event) => ({ ...event, metadata: { ...event.metadata, hash: 'ab'.repeat(32) } }));
    expect(await follow()).toBeNull();
    expect(warnings).toEqual(['The log does not have the event that its Merkle tree ends with; verify it']);
  });
});

test('a tree with a hole is not followed, proves nothing beside it and is found by the verification', async () => {
  await running(() => fill(['a'], 5));
  const leaves = trees.leaves.bind(trees);
  trees.leaves = async (...asked) => {
    const read = await leaves(...asked);
    const hole = read.findIndex(({ revision }) => revision === 2);
    return hole < 0 ? read : read.slice(0, hole);
  };
  expect(await follow()).toBeNull();
  expect(warnings).toEqual(['The Merkle tree has holes; verify the log']);
  expect(await tree().prove(await store.readStream('shelf-a', 3, 1))).toEqual(['not-kept']);
  expect((await audit().verifyAll()).broken).toEqual([{ stream: 'shelf-a', revision: 2, reason: 'leaf-missing' }]);
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
    await running(() => fill(['a', 'b', 'c'], 100));
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
    keyValue = new MemoryKeyValue();
    await (await follow())?.close();
    trees.keptHeads.splice(0, 1, ...heads);
    keyValue = new MemoryKeyValue();
    expect((await audit().verifyAll()).broken).toEqual([
      { stream: 'shelf-a', revision: 0, reason: 'unlike-head', among: 300 },
    ]);
    expect(await tree().prove(await store.readStream('shelf-b', 5, 1))).toEqual(['not-kept']);
  });

  test('is found by a checkpoint kept elsewhere when tree and heads were made anew, to the event', async () => {
    const checkpoint = await auditCheckpointOf(tree(), (await trees.newestHead())!);
    await rewrite('shelf-b', asBob);
    trees = new MemoryTreeStore();
    keyValue = new MemoryKeyValue();
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
    const { wrong } = await unproven();
    expect(wrong).toEqual([expect.stringContaining("signed with a key that is not this shop's")]);
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
  const checkpoint = await auditCheckpointOf(tree(), (await trees.newestHead())!);
  expect([checkpoint.head.size, checkpoint.level, checkpoint.blocks.length]).toEqual([4_230, 1, 2_115]);
  expect(parseAuditCheckpoint(JSON.stringify(checkpoint))).toEqual(checkpoint);
  expect((await audit().verifyAll(checkpoint)).broken).toEqual([]);
});

test('a checkpoint that was changed is not believed', async () => {
  await running(() => fill(['a'], 3));
  const checkpoint = await auditCheckpointOf(tree(), (await trees.newestHead())!);
  expect(flawOf({ ...checkpoint, blocks: checkpoint.blocks.toReversed() })).toBe('its hashes do not give its root');
  expect(flawOf({ ...checkpoint, head: { ...checkpoint.head, size: 2 } })).toBe(
    'its signature does not fit what it says',
  );
  expect(() => parseAuditCheckpoint('{}')).toThrow('no checkpoint');
});

test('a log that is shorter than the checkpoint was cut off', async () => {
  await running(() => fill(['a'], 5));
  const checkpoint = await auditCheckpointOf(tree(), (await trees.newestHead())!);
  const shorter = new RoughEventStore();
  for (const event of await store.readStream('shelf-a', 0, 3))
    await shorter.append('shelf-a', event.revision - 1, [
      { id: event.id, type: event.type, data: event.data, metadata: event.metadata },
    ]);
  expect((await new AuditReader(shorter, codec).verifyAll(checkpoint)).broken).toEqual([
    { stream: '$log', revision: 3, reason: 'truncated' },
  ]);
});

describe('What is known of the newest head apart from the tree', () => {
  beforeEach(async () => {
    await running(() => fill(['a', 'b'], 50));
    await running(() => fill(['c'], 50));
  });

  /** The end of the tree, together with the heads that cover it. */
  function cutTree(size: number): void {
    trees.kept.splice(size);
    trees.keptHeads.splice(0, Infinity, ...trees.keptHeads.filter((head) => head.size <= size));
  }

  test('tells of a tree that was cut together with its newest heads, and of the log that it still fits', async () => {
    cutTree(120);
    const report = await audit().verifyAll();
    expect(report).toMatchObject({ broken: [], inTree: 120, heads: 2, provenBy: { size: 150 } });
    expect((await unproven()).wrong).toEqual([
      'the Merkle tree was cut: it has 120 events, but a head of 150 was signed 2026-03-02T10:00:00.000Z.',
    ]);
  });

  test('lets a tree that was cut, or lost, be made again, and says that it fits', async () => {
    const head = trees.keptHeads.at(-1)!;
    for (const size of [120, 0]) {
      cutTree(size);
      warnings = [];
      await (await follow())?.close();
      expect(warnings).toEqual([
        'The Merkle tree was cut; it is made again from the log and compared with the newest head',
        'The Merkle tree was made again from the log and fits the newest head',
      ]);
      expect(notes).toContain(`audit: ${warnings[0]}`);
      expect(trees.keptHeads.at(-1)).toEqual(head);
      expect(await unproven()).toEqual({ wrong: [], found: null, young: null });
    }
  });

  test('keeps a log that was rewritten together with its tree from being signed again', async () => {
    await rewrite('shelf-b', asBob);
    trees = new MemoryTreeStore();
    for (const _start of [1, 2]) {
      warnings = [];
      const follower = await follow(1);
      await eventually(() => warnings.some((warning) => warning.includes('not the one that its newest head')));
      await follower?.close();
    }
    expect(trees.keptHeads).toEqual([]);
    expect(notes).toContain('audit: The log is not the one that its newest head was signed for; verify it');
    expect((await audit().verifyAll()).broken).toMatchObject([{ revision: 0, reason: 'unlike-head' }]);
  });

  test('keeps a log that was cut together with its tree from being signed again', async () => {
    const whole = store;
    store = new RoughEventStore();
    store.logId = () => whole.logId();
    for (const { stream, revision, id, type, data, metadata } of await whole.readAll(null, 100))
      await store.append(stream, revision - 1, [{ id, type, data, metadata }]);
    trees = new MemoryTreeStore();
    const follower = await follow(1);
    await eventually(() => warnings.some((warning) => warning.includes('The log is shorter')));
    await follower?.close();
    expect(trees.keptHeads).toEqual([]);
    expect((await audit().verifyAll()).broken).toMatchObject([{ stream: '$log', revision: 100, reason: 'truncated' }]);
  });

  test('names what was added while no shop was running', async () => {
    await fill(['late'], 2);
    const inserted = { stream: 'shelf-late', revision: 0, reason: 'inserted' };
    expect((await audit().verifyAll()).broken).toEqual([inserted]);
    expect(await audit().brokenAmong(await store.readStream('shelf-late', 0, 1))).toEqual([inserted]);
    expect(await follow()).toBeNull();
    expect(notes).toEqual(['audit: The log has grown while no shop was running on it; verify it']);
    expect((await audit().verifyAll()).broken).toHaveLength(1);
  });

  test('lets a shop that was killed leave a tail, and says since when nothing speaks of it', async () => {
    await follow();
    killed();
    await fill(['late'], 2);
    expect(await unproven()).toEqual({
      wrong: [],
      found: null,
      young:
        '2 events are younger than the newest signed head, of 2026-03-02T10:00:00.000Z: nothing signed speaks of them yet',
    });
    await (await follow())?.close();
    expect(await unproven()).toEqual({ wrong: [], found: null, young: null });
  });

  test('is missing after it was taken away with the tree: the past is proven only as it was found', async () => {
    const { head } = await auditCheckpointOf(tree(), (await trees.newestHead())!);
    await rewrite('shelf-b', asBob);
    trees = new MemoryTreeStore();
    keyValue = new MemoryKeyValue();
    await (await follow())?.close();
    expect(notes).toEqual([expect.stringContaining('Nothing signed speaks of what the log has')]);
    const text =
      'events 1 to 150 of the log are proven only as they were found 2026-03-02T10:00:00.000Z: nothing signed before speaks of them.';
    expect(await unproven()).toEqual({ wrong: [], found: text, young: null });
    expect((await unproven(head)).found).toBeNull();
    expect((await unproven({ ...head, size: 149 })).found).toBe(text);
  });

  /** As a release signed that kept no witness. */
  function asOfOldRelease(): void {
    const older = trees.keptHeads.map((head) => {
      const { logId, size, root, position, time } = head;
      const bytes = Buffer.from(canonicalJson({ kind: 'storied log head', logId, size, root, position, time }));
      return { ...head, signature: signer.signatureOf(bytes) };
    });
    trees.keptHeads.splice(0, Infinity, ...older);
    keyValue = new MemoryKeyValue();
  }

  test('is missing in a folder of a release that kept none, which is proven before and after a start', async () => {
    asOfOldRelease();
    const proven = { wrong: [], found: null, young: null };
    expect(await unproven()).toEqual(proven);
    await running(() => fill(['d'], 2));
    expect([notes, await unproven()]).toEqual([[], proven]);
  });

  test('is missing in such a folder, and what came after its last head is not taken for proven', async () => {
    asOfOldRelease();
    await fill(['d'], 2);
    expect((await unproven()).wrong).toEqual([expect.stringContaining('2 events are younger')]);
    await (await follow())?.close();
    const found = { from: 150, to: 152, time: '2026-03-02T10:00:00.000Z', unless: null };
    expect((await readWitness(keyValue))?.found).toEqual(found);
  });
});

describe('What somebody without the key does to what is known of the newest head', () => {
  const key = 'audit:witness';
  const holdsNot = 'the record of the newest head was forged, or spoilt: its signature does not hold.';
  const asFound = (to: number) => expect.stringContaining(`events 1 to ${to} of the log are proven only as they were`);

  beforeEach(async () => {
    await running(() => fill(['a', 'b'], 5));
  });

  async function forge(change: (witness: any) => unknown): Promise<void> {
    await keyValue.set(key, JSON.stringify(change(JSON.parse((await keyValue.get(key))!))));
  }
  /** Log, tree and witness were replaced, and a shop has signed what it found. */
  async function replaced(): Promise<void> {
    await rewrite('shelf-b', asBob);
    trees = new MemoryTreeStore();
    keyValue = new MemoryKeyValue();
    await (await follow())?.close();
    expect((await unproven()).found).toEqual(asFound(10));
    notes = [];
  }

  test('an event that was added after the last head is not counted as a tail, neither then nor after a start', async () => {
    await forge((witness) => ({ ...witness, isLast: false }));
    await fill(['late'], 1);
    expect((await unproven()).wrong).toEqual([holdsNot, expect.stringContaining('1 events are younger')]);
    for (const _start of [1, 2]) await (await follow())?.close();
    expect(notes).toEqual([
      'audit: The record of the newest head was forged, or spoilt: its signature does not hold; verify the log',
      expect.stringContaining('Nothing signed speaks of what the log has'),
    ]);
    expect(await unproven()).toEqual({ wrong: [], found: asFound(11), young: null });
  });

  test('what was found cannot be struck out', async () => {
    await replaced();
    await forge((witness) => ({ ...witness, found: null }));
    expect((await unproven()).wrong).toEqual([holdsNot]);
    await (await follow())?.close();
    expect((await unproven()).found).toEqual(asFound(10));
  });

  test('what was found is not forgotten when the record is taken away', async () => {
    await replaced();
    keyValue = new MemoryKeyValue();
    expect((await unproven()).wrong).toEqual(['the record of the newest head was taken away.']);
    await (await follow())?.close();
    expect(notes[0]).toBe('audit: The record of the newest head was taken away; verify the log');
    expect((await unproven()).found).toEqual(asFound(10));
  });

  test.each(['{', '{}', 'null', '5', '[]', '{"head":null,"isLast":false,"found":null}', '{"head":5,"logId":"x"}'])(
    'a text like %s is no witness',
    async (text) => {
      await keyValue.set(key, text);
      expect((await unproven()).wrong).toEqual([holdsNot]);
      await (await follow())?.close();
      expect((await unproven()).found).toEqual(asFound(10));
    },
  );

  test('one that was signed for another log is none, though the key is the same', async () => {
    const { head, isLast, found } = (await readWitness(keyValue))!;
    await writeWitness(keyValue, { head, isLast, found }, signer, 'another');
    expect((await unproven()).wrong).toEqual([holdsNot]);
    await (await follow())?.close();
    expect((await unproven()).found).toEqual(asFound(10));
  });

  test('one that they signed themselves is told by its key', async () => {
    await replaced();
    const { head, isLast } = (await readWitness(keyValue))!;
    const forger = new HeadSigner(Buffer.alloc(32, 2));
    await writeWitness(keyValue, { head, isLast, found: null }, forger, await store.logId());
    const line = "the record of the newest head is signed with a key that is not this shop's: ";
    expect((await unproven()).wrong).toEqual([expect.stringContaining(line)]);
    await (await follow())?.close();
    expect((await unproven()).found).toEqual(asFound(10));
  });

  test('is told of an empty log, too', async () => {
    store = new RoughEventStore();
    trees = new MemoryTreeStore();
    await keyValue.set(key, '{}');
    expect((await unproven()).wrong).toEqual([holdsNot]);
    await (await follow())?.close();
    expect((await unproven()).wrong).toEqual([]);
  });
});

describe('Another key', () => {
  const next = new HeadSigner(Buffer.alloc(32, 7));
  beforeEach(async () => {
    await running(() => fill(['a'], 5));
  });

  /** What a shop with the next key makes of it. */
  async function verified() {
    const trusted = await trustedKeys(keyValue, await store.logId(), next.publicKey);
    return unprovenOf(await audit().verifyAll(null, trusted));
  }

  const unprovenBy = async (...trusted: HeadSigner[]) =>
    unprovenOf(await audit().verifyAll(null, new Set(trusted.map(({ publicKey }) => publicKey))));

  test('that nothing tells of makes the heads before it those of somebody else, and is warned of', async () => {
    expect((await verified()).wrong).toEqual([expect.stringContaining("a key that is not this shop's")]);
    await (await follow(60_000, next))?.close();
    expect(notes).toEqual([
      expect.stringContaining('signed with a key that is not this shop’s'),
      expect.stringContaining('Nothing signed speaks of what the log has'),
    ]);
    expect((await unprovenBy(next)).found).not.toBeNull();
    expect(await unprovenBy(next, signer)).toEqual({ wrong: [], found: null, young: null });
  });

  test('to which the one before was handed over has the heads of both', async () => {
    const logId = await store.logId();
    const third = new HeadSigner(Buffer.alloc(32, 8));
    await addRotation(keyValue, rotationTo(third, signer, logId, '2026-03-02T11:00:00.000Z'));
    await addRotation(keyValue, rotationTo(next, third, logId, '2026-03-02T12:00:00.000Z'));
    await (await follow(60_000, next))?.close();
    expect([notes, await verified()]).toEqual([[], { wrong: [], found: null, young: null }]);
  });

  test('that was written into the record by somebody who has only one of the two is not believed', async () => {
    const logId = await store.logId();
    const rotation = rotationTo(next, signer, logId, '2026-03-02T11:00:00.000Z');
    const forged = { ...rotation, signatures: { ...rotation.signatures, to: rotation.signatures.from } };
    await addRotation(keyValue, forged);
    await addRotation(keyValue, { ...rotation, logId: 'another' });
    expect(await trustedKeys(keyValue, logId, next.publicKey)).toEqual(new Set([next.publicKey]));
    await keyValue.set('audit:rotations', 'none');
    expect(await trustedKeys(keyValue, logId, next.publicKey)).toEqual(new Set([next.publicKey]));
  });
});
