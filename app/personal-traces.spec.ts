import { expect, test } from '@jest/globals';
import { userDecider } from '../domain/user/user.ts';
import type { Projections } from '../engine/projections/projections.ts';
import { rememberErased } from '../process-managers/erasure/erased-persons.ts';
import { MemoryKeyValue } from '../test/rough/key-value.ts';
import { MemoryKeyVault } from '../test/rough/key-vault.ts';
import { MemoryParkedEvents } from '../test/rough/parked-events.ts';
import { MemorySnapshotStore } from '../test/rough/snapshot-store.ts';
import { ShopLog } from '../test/stories/shop-log.ts';
import type { EngineRoom } from './engine-room.ts';
import { destroyKeysAgain, personalTraces } from './personal-traces.ts';

/** Ada and Bob are in the log, and what is kept of them beside it. */
async function twoPeople() {
  const shop = new ShopLog();
  for (const id of ['ada', 'bob']) {
    const person = { email: `${id}@example.com`, fullName: id, passwordHash: 'hash', roles: ['customer'] } as const;
    const context = shop.context({ subject: id, causationId: `registration-of-${id}` });
    await shop.executor.execute(userDecider, id, { type: 'RegisterUser', ...person }, context);
  }
  const parkedEvents = new MemoryParkedEvents();
  const snapshots = new MemorySnapshotStore();
  const room = {
    ...{ executor: shop.executor, codec: shop.codec, keyVault: shop.vault, keyValue: shop.keyValue },
    ...{ eventStore: shop.store, parkedEvents, snapshots, pepper: await shop.vault.pepper() },
    feed: { forget: () => {} },
  };
  const traces = personalTraces(room as unknown as EngineRoom, null as unknown as Projections);
  return { shop, parkedEvents, snapshots, traces };
}

test('the key is gone on disk and in memory', async () => {
  const { shop, traces } = await twoPeople();
  expect((await shop.events())[0]!.data).toMatchObject({ email: 'ada@example.com' });
  await traces.destroyKey('ada');
  expect((await shop.events()).map(({ data }) => (data as { email: string | null }).email)).toEqual([
    null,
    'bob@example.com',
  ]);
});

test('answers kept for retries go, also that of the registration; those of others stay', async () => {
  const { shop, traces } = await twoPeople();
  const keys = ['ada:1', 'ada:2', 'bob:1', 'email:registration-of-ada', 'email:registration-of-bob'];
  for (const key of keys) await shop.keyValue.set(`idem:${key}`, '{}');
  await traces.forgetAnswers('ada');
  const left = (await shop.keyValue.scan('idem:', 10)).map(({ key }) => key);
  expect(left).toEqual(['idem:bob:1', 'idem:email:registration-of-bob']);
});

test('sessions end, and tokens of a login that is under way are dead when they are born', async () => {
  const { shop, traces } = await twoPeople();
  await shop.keyValue.set('session:ada:1', 'fingerprint');
  await shop.keyValue.set('session:bob:1', 'fingerprint');
  await traces.endAccess('ada');
  expect((await shop.keyValue.scan('session:', 10)).map(({ key }) => key)).toEqual(['session:bob:1']);
  expect(Date.parse((await shop.keyValue.get('revoked:user:ada'))!)).toBeGreaterThan(Date.now() + 30_000);
});

test('snapshots go, and what parked events quote', async () => {
  const { shop, parkedEvents, snapshots, traces } = await twoPeople();
  const events = await shop.events();
  for (const { id, position, subject } of events) {
    const parked = { projection: 'orders@1.1', key: 'o', eventId: id, position, attempts: 1, since: '' };
    await parkedEvents.park({ ...parked, id, error: `${subject} cannot be folded` });
    await snapshots.save(`user-${subject}`, { revision: 0, stateVersion: 1, state: '{}' });
  }
  await traces.forgetCopies('ada');
  const errors = (await parkedEvents.list(10)).map(({ error }) => error);
  expect(errors.toSorted()).toEqual(['It told of somebody who was erased.', 'bob cannot be folded']);
  expect([await snapshots.load('user-ada'), await snapshots.load('user-bob')]).toEqual([null, expect.anything()]);
});

test('keys that a restored vault has again are destroyed again', async () => {
  const [vault, keyValue] = [new MemoryKeyVault(), new MemoryKeyValue()];
  for (const id of ['ada', 'bob']) await vault.obtain(id);
  await rememberErased(keyValue, 'ada', '0000000000000001');
  await rememberErased(keyValue, 'eve', '0000000000000002');
  await destroyKeysAgain(vault, keyValue);
  const statuses = await Promise.all(['ada', 'bob', 'eve'].map(async (id) => (await vault.find(id)).status));
  expect(statuses).toEqual(['destroyed', 'key', 'destroyed']);
});
