import { beforeEach, describe, expect, test } from '@jest/globals';
import { eventTypes } from '../../domain/event-types.ts';
import { logReader } from '../../engine/feed/decoding.ts';
import { typesThatEndKeys } from '../../engine/log/event-registry.ts';
import type { Position } from '../../engine/log/position.ts';
import { userDecider } from '../../domain/user/user.ts';
import { eventually } from '../../test/contracts/subject.ts';
import { ShopLog } from '../../test/stories/shop-log.ts';
import { DestroyKeysAgain } from './destroy-keys-again.ts';
import { followDestroyedKeys } from './follow-destroyed-keys.ts';

const types = typesThatEndKeys(eventTypes);
const at = '2026-03-01T12:00:00.000Z';
const people = ['ada', 'bob', 'eve'];

let shop: ShopLog;
/** Positions after which the log was read. */
let read: (Position | null)[];

beforeEach(async () => {
  shop = new ShopLog();
  read = [];
  for (const id of people) {
    const person = { email: `${id}@example.com`, fullName: id, passwordHash: 'hash', roles: ['customer'] } as const;
    await tell(id, { type: 'RegisterUser', ...person });
  }
});

const tell = (id: string, command: Parameters<typeof userDecider.decide>[0]) =>
  shop.executor.execute(userDecider, id, command, shop.context({ subject: id, time: at }));

async function erase(id: string): Promise<void> {
  await tell(id, { type: 'EraseUser' });
  await shop.vault.destroy(id, at);
  await tell(id, { type: 'RecordKeyDestroyed' });
}

function open(): Promise<DestroyKeysAgain> {
  const { store, codec, vault: keyVault } = shop;
  const reader = logReader(store, codec);
  const log = {
    read: (...asked: Parameters<typeof reader.read>) => {
      read.push(asked[0]);
      return reader.read(...asked);
    },
    logId: () => store.logId(),
    eventAt: (position: Parameters<typeof store.eventAt>[0]) => store.eventAt(position),
  };
  return DestroyKeysAgain.open({ log, keyVault, types });
}

const again = async () => (await open()).catchUp();
const statuses = () => Promise.all(people.map(async (id) => (await shop.vault.find(id)).status));

describe('A vault from an older backup', () => {
  test('is told whose keys were destroyed since, and not what it knows', async () => {
    await erase('ada');
    expect(await again()).toBe(0);
    const known = (await shop.vault.checkpoint())!.position;
    const backup = shop.vault.backup();
    await erase('bob');
    expect(await again()).toBe(0);
    shop.vault.restore(backup);
    expect(await statuses()).toEqual(['destroyed', 'key', 'key']);
    read = [];
    expect(await again()).toBe(1);
    expect(await shop.vault.find('bob')).toEqual({ status: 'destroyed', at });
    expect(await statuses()).toEqual(['destroyed', 'destroyed', 'key']);
    expect(read[0]).toBe(known);
    expect(await again()).toBe(0);
  });

  test('that is put in its place under a running shop is noticed when the log goes on', async () => {
    const backup = shop.vault.backup();
    await erase('ada');
    const running = await open();
    await running.catchUp();
    shop.vault.restore(backup);
    await erase('bob');
    await running.catchUp();
    expect(await statuses()).toEqual(['destroyed', 'destroyed', 'key']);
  });

  test('without a checkpoint, or with one of another history, is read for from the beginning of the log', async () => {
    await erase('ada');
    const strange = {
      logId: await shop.store.logId(),
      position: (await shop.store.head())!,
      eventId: 'of another history',
    };
    for (const checkpoint of [null, strange, { ...strange, logId: 'another log' }]) {
      shop.vault.restore({ keys: new Map(), checkpoint });
      read = [];
      await again();
      expect(read[0]).toBeNull();
      expect(await statuses()).toEqual(['destroyed', 'missing', 'missing']);
    }
  });
});

test('somebody whose erasure is under way keeps the key until it is destroyed by that', async () => {
  await tell('ada', { type: 'EraseUser' });
  expect(await again()).toBe(0);
  expect(await statuses()).toEqual(['key', 'key', 'key']);
});

test('of two who read at once both come to the end', async () => {
  await erase('ada');
  shop.vault.restore({ ...shop.vault.backup(), checkpoint: null });
  const readers = [await open(), await open()];
  await Promise.all(readers.map((reader) => reader.catchUp()));
  await erase('bob');
  for (const reader of readers) await reader.catchUp();
  expect((await shop.vault.checkpoint())!.position).toBe(await shop.store.head());
});

test('the checkpoint follows the log while the shop runs, and is kept when it ends', async () => {
  const feed = await shop.openFeed();
  const { vault: keyVault } = shop;
  const running = await DestroyKeysAgain.open({ log: feed, keyVault, types });
  const stop = followDestroyedKeys(running, feed, shop.log);
  await erase('ada');
  const head = await shop.store.head();
  await eventually(async () => (await keyVault.checkpoint())?.position === head);
  await tell('bob', { type: 'EraseUser' });
  const end = await shop.store.head();
  await eventually(() => running.position === end);
  await stop();
  expect((await keyVault.checkpoint())!.position).toBe(end);
  await shop.close();
});
