import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../../test/contracts/subject.ts';
import { asBob, AuditedLog, signer } from '../../../test/rough/audited-log.ts';
import { RoughEventStore } from '../../../test/rough/event-store.ts';
import { MemoryRegistry } from '../../../test/rough/registry.ts';
import { MemoryTreeStore } from '../../../test/rough/tree-store.ts';
import { canonicalJson } from '../../log/canonical-json.ts';
import { auditCheckpointOf } from './audit-checkpoint.ts';
import { HeadSigner } from './signed-head.ts';
import { readWitness, writeWitness } from './witness.ts';
import { wholeLog } from '../../../test/whole-log.ts';

let log: AuditedLog;

beforeEach(() => void (log = new AuditedLog()));
afterEach(() => log.close());

describe('What is known of the newest head apart from the tree', () => {
  beforeEach(async () => {
    await log.running(() => log.fill(['a', 'b'], 50));
    await log.running(() => log.fill(['c'], 50));
  });

  /** The end of the tree, together with the heads that cover it. */
  function cutTree(size: number): void {
    log.trees.kept.splice(size);
    log.trees.keptHeads.splice(0, Infinity, ...log.trees.keptHeads.filter((head) => head.size <= size));
  }

  test('tells of a tree that was cut together with its newest heads, and of the log that it still fits', async () => {
    cutTree(120);
    const report = await log.audit().verifyAll();
    expect(report).toMatchObject({ broken: [], inTree: 120, heads: 2, provenBy: { size: 150 } });
    expect((await log.unproven()).wrong).toEqual([
      'the Merkle tree was cut: it has 120 events, but a head of 150 was signed 2026-03-02T10:00:00.000Z.',
    ]);
  });

  test('lets a tree that was cut, or lost, be made again, and says that it fits', async () => {
    const head = log.trees.keptHeads.at(-1)!;
    for (const size of [120, 0]) {
      cutTree(size);
      log.warnings = [];
      await (await log.follow())?.close();
      expect(log.warnings).toEqual([
        'The Merkle tree was cut; it is made again from the log and compared with the newest head',
        'The Merkle tree was made again from the log and fits the newest head',
      ]);
      expect(log.notes).toContain(`audit: ${log.warnings[0]}`);
      expect(log.trees.keptHeads.at(-1)).toEqual(head);
      expect(await log.unproven()).toEqual({ wrong: [], found: null, young: null });
    }
  });

  test('keeps a log that was rewritten together with its tree from being signed again', async () => {
    await log.rewrite('shelf-b', asBob);
    log.trees = new MemoryTreeStore();
    for (const _start of [1, 2]) {
      log.warnings = [];
      const follower = await log.follow(1);
      await eventually(() => log.warnings.some((warning) => warning.includes('not the one that its newest head')));
      await follower?.close();
    }
    expect(log.trees.keptHeads).toEqual([]);
    expect(log.notes).toContain('audit: The log is not the one that its newest head was signed for; verify it');
    expect((await log.audit().verifyAll()).broken).toMatchObject([{ revision: 0, reason: 'unlike-head' }]);
  });

  test('keeps a log that was cut together with its tree from being signed again', async () => {
    const whole = log.store;
    log.store = new RoughEventStore();
    log.store.logId = () => whole.logId();
    for (const { stream, revision, id, type, data, metadata } of (await wholeLog(whole)).slice(0, 100))
      await log.store.append(stream, revision - 1, [{ id, type, data, metadata }]);
    log.trees = new MemoryTreeStore();
    const follower = await log.follow(1);
    await eventually(() => log.warnings.some((warning) => warning.includes('The log is shorter')));
    await follower?.close();
    expect(log.trees.keptHeads).toEqual([]);
    expect((await log.audit().verifyAll()).broken).toMatchObject([
      { stream: '$log', revision: 100, reason: 'truncated' },
    ]);
  });

  test('names what was added while no shop was running', async () => {
    await log.fill(['late'], 2);
    const inserted = { stream: 'shelf-late', revision: 0, reason: 'inserted' };
    expect((await log.audit().verifyAll()).broken).toEqual([inserted]);
    expect(await log.audit().brokenAmong(await log.store.readStream('shelf-late', 0, 1))).toEqual([inserted]);
    expect(await log.follow()).toBeNull();
    expect(log.notes).toEqual(['audit: The log has grown while no shop was running on it; verify it']);
    expect((await log.audit().verifyAll()).broken).toHaveLength(1);
  });

  test('lets a shop that was killed leave a tail, and says since when nothing speaks of it', async () => {
    await log.follow();
    log.killed();
    await log.fill(['late'], 2);
    expect(await log.unproven()).toEqual({
      wrong: [],
      found: null,
      young:
        '2 events are younger than the newest signed head, of 2026-03-02T10:00:00.000Z: nothing signed speaks of them yet',
    });
    await (await log.follow())?.close();
    expect(await log.unproven()).toEqual({ wrong: [], found: null, young: null });
  });

  test('is missing after it was taken away with the tree: the past is proven only as it was found', async () => {
    const { head } = await auditCheckpointOf(log.tree(), (await log.trees.newestHead())!);
    await log.rewrite('shelf-b', asBob);
    log.trees = new MemoryTreeStore();
    log.registry = new MemoryRegistry();
    await (await log.follow())?.close();
    expect(log.notes).toEqual([expect.stringContaining('Nothing signed speaks of what the log has')]);
    const text =
      'events 1 to 150 of the log are proven only as they were found 2026-03-02T10:00:00.000Z: nothing signed before speaks of them.';
    expect(await log.unproven()).toEqual({ wrong: [], found: text, young: null });
    expect((await log.unproven(head)).found).toBeNull();
    expect((await log.unproven({ ...head, size: 149 })).found).toBe(text);
  });

  /** As a release signed that kept no witness. */
  function asOfOldRelease(): void {
    const older = log.trees.keptHeads.map((head) => {
      const { logId, size, root, position, time } = head;
      const bytes = Buffer.from(canonicalJson({ kind: 'storied log head', logId, size, root, position, time }));
      return { ...head, signature: signer.signatureOf(bytes) };
    });
    log.trees.keptHeads.splice(0, Infinity, ...older);
    log.registry = new MemoryRegistry();
  }

  test('is missing in a folder of a release that kept none, which is proven before and after a start', async () => {
    asOfOldRelease();
    const proven = { wrong: [], found: null, young: null };
    expect(await log.unproven()).toEqual(proven);
    await log.running(() => log.fill(['d'], 2));
    expect([log.notes, await log.unproven()]).toEqual([[], proven]);
  });

  test('is missing in such a folder, and what came after its last head is not taken for proven', async () => {
    asOfOldRelease();
    await log.fill(['d'], 2);
    expect((await log.unproven()).wrong).toEqual([expect.stringContaining('2 events are younger')]);
    await (await log.follow())?.close();
    const found = { from: 150, to: 152, time: '2026-03-02T10:00:00.000Z', unless: null };
    expect((await readWitness(log.registry))?.found).toEqual(found);
  });
});

describe('What somebody without the key does to what is known of the newest head', () => {
  const key = 'audit:witness';
  const holdsNot = 'the record of the newest head was forged, or spoilt: its signature does not hold.';
  const asFound = (to: number) => expect.stringContaining(`events 1 to ${to} of the log are proven only as they were`);

  beforeEach(async () => {
    await log.running(() => log.fill(['a', 'b'], 5));
  });

  async function forge(change: (witness: any) => unknown): Promise<void> {
    await log.registry.set(key, JSON.stringify(change(JSON.parse((await log.registry.get(key))!))));
  }
  /** Log, tree and witness were replaced, and a shop has signed what it found. */
  async function replaced(): Promise<void> {
    await log.rewrite('shelf-b', asBob);
    log.trees = new MemoryTreeStore();
    log.registry = new MemoryRegistry();
    await (await log.follow())?.close();
    expect((await log.unproven()).found).toEqual(asFound(10));
    log.notes = [];
  }

  test('an event that was added after the last head is not counted as a tail, neither then nor after a start', async () => {
    await forge((witness) => ({ ...witness, isLast: false }));
    await log.fill(['late'], 1);
    expect((await log.unproven()).wrong).toEqual([holdsNot, expect.stringContaining('1 events are younger')]);
    for (const _start of [1, 2]) await (await log.follow())?.close();
    expect(log.notes).toEqual([
      'audit: The record of the newest head was forged, or spoilt: its signature does not hold; verify the log',
      expect.stringContaining('Nothing signed speaks of what the log has'),
    ]);
    expect(await log.unproven()).toEqual({ wrong: [], found: asFound(11), young: null });
  });

  test('what was found cannot be struck out', async () => {
    await replaced();
    await forge((witness) => ({ ...witness, found: null }));
    expect((await log.unproven()).wrong).toEqual([holdsNot]);
    await (await log.follow())?.close();
    expect((await log.unproven()).found).toEqual(asFound(10));
  });

  test('what was found is not forgotten when the record is taken away', async () => {
    await replaced();
    log.registry = new MemoryRegistry();
    expect((await log.unproven()).wrong).toEqual(['the record of the newest head was taken away.']);
    await (await log.follow())?.close();
    expect(log.notes[0]).toBe('audit: The record of the newest head was taken away; verify the log');
    expect((await log.unproven()).found).toEqual(asFound(10));
  });

  test.each(['{', '{}', 'null', '5', '[]', '{"head":null,"isLast":false,"found":null}', '{"head":5,"logId":"x"}'])(
    'a text like %s is no witness',
    async (text) => {
      await log.registry.set(key, text);
      expect((await log.unproven()).wrong).toEqual([holdsNot]);
      await (await log.follow())?.close();
      expect((await log.unproven()).found).toEqual(asFound(10));
    },
  );

  test('one that was signed for another log is none, though the key is the same', async () => {
    const { head, isLast, found } = (await readWitness(log.registry))!;
    await writeWitness(log.registry, { head, isLast, found }, signer, 'another');
    expect((await log.unproven()).wrong).toEqual([holdsNot]);
    await (await log.follow())?.close();
    expect((await log.unproven()).found).toEqual(asFound(10));
  });

  test('one that they signed themselves is told by its key', async () => {
    await replaced();
    const { head, isLast } = (await readWitness(log.registry))!;
    const forger = new HeadSigner(Buffer.alloc(32, 2));
    await writeWitness(log.registry, { head, isLast, found: null }, forger, await log.store.logId());
    const line = "the record of the newest head is signed with a key that is not this shop's: ";
    expect((await log.unproven()).wrong).toEqual([expect.stringContaining(line)]);
    await (await log.follow())?.close();
    expect((await log.unproven()).found).toEqual(asFound(10));
  });

  test('is told of an empty log, too', async () => {
    log.store = new RoughEventStore();
    log.trees = new MemoryTreeStore();
    await log.registry.set(key, '{}');
    expect((await log.unproven()).wrong).toEqual([holdsNot]);
    await (await log.follow())?.close();
    expect((await log.unproven()).wrong).toEqual([]);
  });
});
