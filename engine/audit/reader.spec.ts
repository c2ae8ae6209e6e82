import { describe, expect, test } from '@jest/globals';
import { RoughEventStore } from '../../test/rough/event-store.ts';
import { MemoryKeyVault } from '../../test/rough/key-vault.ts';
import { request, shelf, shelfTypes } from '../../test/rough/shelf.ts';
import { MemorySnapshotStore } from '../../test/rough/snapshot-store.ts';
import { MemoryTreeStore } from '../../test/rough/tree-store.ts';
import { AuditReader } from './reader.ts';
import { CommandExecutor } from '../commands/command-executor.ts';
import { EventCodec } from '../log/event-codec.ts';
import type { NewEvent } from '../log/event.ts';
import { chained } from '../log/hash-chain.ts';
import { leafOf, LogTree } from './tree/log-tree.ts';
import { wholeLog } from '../../test/whole-log.ts';

/** Three shelves of ten events each. */
async function audited() {
  const store = new RoughEventStore({ foreign: 0.5 });
  const codec = new EventCodec(shelfTypes, new MemoryKeyVault());
  const executor = new CommandExecutor({ store, codec, snapshots: new MemorySnapshotStore() });
  for (const id of ['a', 'b', 'c']) {
    await executor.execute(shelf, id, { type: 'Fill', quantity: 9 }, request());
    for (let n = 0; n < 9; n += 1) await executor.execute(shelf, id, { type: 'Take', by: 'Ada' }, request());
  }
  return { store, codec, audit: new AuditReader(store, codec) };
}

/** As somebody would who knows how the hash is made. */
const rehashed = (revision: number, event: NewEvent): NewEvent => {
  const { hash: _, ...metadata } = event.metadata;
  return chained('shelf-b', revision, { ...event, metadata }).event;
};

describe('The audit', () => {
  test('finds nothing where nothing was touched', async () => {
    const { audit } = await audited();
    expect(await audit.verifyAll()).toMatchObject({ streams: 3, events: 30, broken: [] });
    expect(await audit.verifyStream('shelf-b')).toEqual({
      verified: true,
      firstBroken: null,
      reason: null,
      events: 10,
    });
    expect(await audit.verifyStream('shelf-none')).toEqual({
      verified: true,
      firstBroken: null,
      reason: null,
      events: 0,
    });
  });

  test('names an event whose content was changed', async () => {
    const { store, audit } = await audited();
    store.tamper('shelf-b', 4, (event) => ({ ...event, data: { ...event.data, by: 'Bob' } }));
    const broken = { stream: 'shelf-b', revision: 4 };
    expect(await audit.verifyStream('shelf-b')).toEqual({
      verified: false,
      firstBroken: broken,
      reason: 'altered',
      events: 5,
    });
    expect(await audit.verifyAll()).toMatchObject({
      streams: 3,
      events: 30,
      broken: [{ ...broken, reason: 'altered' }],
    });
    const [event, next] = await store.readStream('shelf-b', 4, 2);
    expect(await audit.brokenAmong([event!, next!])).toEqual([{ ...broken, reason: 'altered' }]);
  });

  test('names the event after one that was changed and hashed again', async () => {
    const { store, audit } = await audited();
    store.tamper('shelf-b', 4, (event) => rehashed(4, { ...event, data: { ...event.data, by: 'Bob' } }));
    expect(await audit.verifyAll()).toMatchObject({
      broken: [{ stream: 'shelf-b', revision: 5, reason: 'chain-broken' }],
    });
    expect(await audit.verifyStream('shelf-b')).toMatchObject({ firstBroken: { revision: 5 }, reason: 'chain-broken' });
  });

  test('names the first of two that were swapped', async () => {
    const { store, audit } = await audited();
    const [four, five] = await store.readStream('shelf-b', 4, 2);
    store.tamper('shelf-b', 4, () => five!);
    store.tamper('shelf-b', 5, () => four!);
    expect(await audit.verifyAll()).toMatchObject({ broken: [{ stream: 'shelf-b', revision: 4, reason: 'altered' }] });
  });

  test('names the event after one that is missing', async () => {
    const { store, audit } = await audited();
    const readStream = store.readStream.bind(store);
    store.readStream = async (...asked) => (await readStream(...asked)).filter(({ revision }) => revision !== 4);
    expect(await audit.verifyStream('shelf-b')).toMatchObject({ firstBroken: { revision: 5 }, reason: 'revision-gap' });
  });

  test('reads a stream as it was meant', async () => {
    const { audit } = await audited();
    const types: string[] = [];
    for await (const event of audit.readStream('shelf-a', 8)) types.push(`${event.revision} ${event.type}`);
    expect(types).toEqual(['8 ItemTaken', '9 ItemTaken']);
  });

  test('names what the tree keeps of a stream and the log lost, wherever in it', async () => {
    const { store, codec } = await audited();
    const log = await wholeLog(store);
    const trees = new MemoryTreeStore();
    const audit = new AuditReader(store, codec, new LogTree(trees));
    const [a, b, c] = ['shelf-a', 'shelf-b', 'shelf-c'];
    const lost = () => audit.lostAmong([a!, b!, c!, 'shelf-none']);
    const last = log.at(-1)!.position;
    expect([await lost(), await audit.isInTree(last)]).toEqual([[], false]);
    // A tree that is behind the log.
    await trees.append(0, log.slice(0, 25).map(leafOf), []);
    expect([await lost(), await audit.isInTree(last)]).toEqual([[], false]);
    await trees.append(25, log.slice(25).map(leafOf), []);
    expect([await lost(), await audit.isInTree(last)]).toEqual([[], true]);

    const gone = new Set(['shelf-a 9', 'shelf-b 4', ...Array.from({ length: 10 }, (_, n) => `shelf-c ${n}`)]);
    const readStream = store.readStream.bind(store);
    store.readStream = async (...asked) =>
      (await readStream(...asked)).filter(({ stream, revision }) => !gone.has(`${stream} ${revision}`));
    expect(await lost()).toEqual([
      { stream: a, revision: 9, reason: 'truncated' },
      { stream: b, revision: 4, reason: 'missing' },
      { stream: c, revision: 0, reason: 'truncated' },
    ]);
    const fourth = log.find(({ stream, revision }) => stream === b && revision === 4)!.position;
    expect(await audit.lostAmong([b!], fourth)).toEqual([]);
  });

  test('names an event of a stream that was hashed again, by the tree', async () => {
    const { store, codec } = await audited();
    const trees = new MemoryTreeStore();
    await trees.append(0, (await wholeLog(store)).map(leafOf), []);
    store.tamper('shelf-b', 9, (event) => rehashed(9, { ...event, data: { ...event.data, by: 'Bob' } }));
    const audit = new AuditReader(store, codec, new LogTree(trees));
    expect((await audit.verifyStream('shelf-b')).verified).toBe(true);
    expect(await audit.lostAmong(['shelf-b'])).toEqual([{ stream: 'shelf-b', revision: 9, reason: 'altered' }]);
  });
});
