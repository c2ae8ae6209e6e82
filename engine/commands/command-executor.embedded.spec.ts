import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Embedded } from '../../adapters/embedded/embedded.ts';
import { openEmbedded } from '../../adapters/embedded/embedded.ts';
import type { ShelfCommand } from '../../test/rough/shelf.ts';
import { request, shelf, shelfTypes } from '../../test/rough/shelf.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { AuditReader } from '../audit/reader.ts';
import { CommandExecutor } from './command-executor.ts';
import { EventCodec } from '../log/event-codec.ts';

let dir: string;
let embedded: Embedded;

beforeEach(async () => {
  dir = temporaryFolder();
  embedded = await openEmbedded({ dir, masterKey: new Uint8Array(32) });
});

afterEach(() => embedded.close());

function start() {
  const codec = new EventCodec(shelfTypes, embedded.keyVault);
  return new CommandExecutor({ store: embedded.eventStore, codec, snapshots: embedded.snapshots, snapshotEvery: 20 });
}

const takeFor = (by: string): ShelfCommand => ({ type: 'Take', by, note: 'a present', items: 2 });

test('two executors on one data folder never sell more than there is, and a restart forgets nothing', async () => {
  const executors = [start(), start()];
  await executors[0]!.execute(shelf, '1', { type: 'Fill', quantity: 100 }, request());
  const buy = (executor: CommandExecutor, n: number) =>
    executor.execute(shelf, '1', takeFor(`${n}`), request({ commandId: `buyer-${n}`, subject: `user-${n % 3}` }));
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => buy(executors[n % 2]!, n)));
  const accepted = [...answers.entries()].filter(([, { outcome }]) => outcome === 'accepted');
  expect(accepted).toHaveLength(50);
  const newest = await executors[0]!.load(shelf, '1');
  await Promise.all(executors.map((executor) => executor.close()));
  await embedded.close();

  embedded = await openEmbedded({ dir, masterKey: new Uint8Array(32) });
  const restarted = start();
  expect(await restarted.load(shelf, '1')).toEqual(newest);
  const again = await Promise.all(accepted.map(([n]) => buy(restarted, n)));
  expect(again).toEqual(accepted.map(([, execution]) => ({ ...execution, repeated: true })));
  for (const [n, execution] of accepted) {
    expect(await restarted.executed(shelf, '1', { commandId: `buyer-${n}` })).toEqual({ ...execution, repeated: true });
  }
  expect(await restarted.executed(shelf, '1', { commandId: 'nobody' })).toBeNull();
  const audit = new AuditReader(embedded.eventStore, new EventCodec(shelfTypes, embedded.keyVault));
  expect(await audit.verifyAll()).toMatchObject({ streams: 1, events: 101, broken: [] });
});

test('the same command id sent fifty times at once to two executors has one effect and one answer', async () => {
  const executors = [start(), start()];
  await executors[0]!.execute(shelf, '1', { type: 'Fill', quantity: 9 }, request());
  const context = request({ subject: 'user-1', requestHash: 'h' });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => executors[n % 2]!.execute(shelf, '1', takeFor('Ada'), context)),
  );
  for (const answer of answers) expect({ ...answer, repeated: null }).toEqual({ ...answers[0], repeated: null });
  expect(await start().load(shelf, '1')).toMatchObject({
    revision: 2,
    state: { left: 7, notes: ['a present', 'a present'] },
  });
});
