import { expect, test } from '@jest/globals';
import { chained } from '../../engine/log/hash-chain.ts';
import { RoughEventStore } from '../../test/rough/event-store.ts';
import { MemoryKeyVault } from '../../test/rough/key-vault.ts';
import { eraseAgain } from './erasures.ts';

const at = '2026-03-02T14:05:00.000Z';
const metadata = { version: 1, time: at, actor: { id: 'a', role: 'customer' }, previousHash: null };
const ids = { correlationId: 'c', causationId: 'c', commandId: 'c' };
const event = (stream: string, type: string) =>
  chained(stream, 0, { id: `${stream} ${type}`, type, data: {}, metadata: { ...metadata, ...ids } }).event;

test('an older vault gives nobody back whom the log says erased', async () => {
  const store = new RoughEventStore();
  const vault = new MemoryKeyVault();
  for (const person of ['ann', 'bob', 'eve']) await vault.obtain(person);
  await vault.destroy('eve', 'long ago');
  await store.append('user-ann', -1, [event('user-ann', 'UserRegistered')]);
  await store.append('user-bob', -1, [event('user-bob', 'UserErased')]);
  await store.append('user-eve', -1, [event('user-eve', 'UserErased')]);
  await store.append('user-dan', -1, [event('user-dan', 'UserErased')]);

  expect(await eraseAgain(store, vault)).toBe(1);
  expect((await vault.find('ann')).status).toBe('key');
  expect(await vault.find('bob')).toEqual({ status: 'destroyed', at });
  expect(await vault.find('eve')).toEqual({ status: 'destroyed', at: 'long ago' });
  expect((await vault.obtain('dan')).status).toBe('destroyed');
  expect(await eraseAgain(store, vault)).toBe(0);
});

test('an empty log erases nobody', async () => {
  expect(await eraseAgain(new RoughEventStore(), new MemoryKeyVault())).toBe(0);
});
