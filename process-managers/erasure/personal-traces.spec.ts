import { expect, test } from '@jest/globals';
import { userDecider } from '../../domain/user/user.ts';
import { beginning } from '../../engine/log/position.ts';
import { nextEvents } from '../../engine/log/reading-on.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import { MemoryParkedEvents } from '../../test/rough/parked-events.ts';
import { MemorySnapshotStore } from '../../test/rough/snapshot-store.ts';
import { ShopLog } from '../../test/stories/shop-log.ts';
import { personalTraces } from './personal-traces.ts';

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
  const asked: string[] = [];
  const traces = personalTraces({
    ...{ keyVault: shop.vault, eventStore: shop.store, parkedEvents, snapshots, clock: systemClock },
    projections: { everyBuildForgets: async () => true },
    truncateLogs: async () => void asked.push('logs emptied'),
    truncateViewLogs: async () => void asked.push('logs of the views emptied'),
    endAccess: async (userId) => void asked.push(`access of ${userId}`),
    forgetAnswers: async (userId, registrationId) => void asked.push(`answers of ${userId}, ${registrationId}`),
  });
  return { shop, parkedEvents, snapshots, traces, asked };
}

test('the key is destroyed for everybody who asks the vault', async () => {
  const { shop, traces } = await twoPeople();
  await traces.destroyKey('ada');
  const reader = shop.newCodec();
  const seen = await Promise.all((await nextEvents(shop.store, null, 10)).map((stored) => reader.decode(stored)));
  expect(seen.map(({ data }) => (data as { email: string | null }).email)).toEqual([null, 'bob@example.com']);
});

test('those who let people in and answer them are asked for their part, and told the command that registered them', async () => {
  const { traces, asked } = await twoPeople();
  await traces.endAccess('ada');
  await traces.forgetAnswers('ada');
  await traces.forgetAnswers('nobody');
  expect(asked).toEqual(['access of ada', 'answers of ada, registration-of-ada', 'answers of nobody, null']);
});

/** Every event is parked, with an error that quotes it. */
async function parkAll({ shop, parkedEvents }: Awaited<ReturnType<typeof twoPeople>>) {
  for (const { id, position, subject } of await shop.events()) {
    const parked = { projection: 'orders@1.1', key: 'o', eventId: id, position, attempts: 1, since: '' };
    await parkedEvents.park({ ...parked, id, error: `${subject} cannot be folded` });
  }
}

test('snapshots go, and what parked events quote', async () => {
  const people = await twoPeople();
  const { parkedEvents, snapshots, traces } = people;
  await parkAll(people);
  for (const id of ['ada', 'bob']) await snapshots.save(`user-${id}`, { revision: 0, stateVersion: 1, state: '{}' });
  await traces.forgetCopies('ada');
  const errors = (await parkedEvents.list(10)).map(({ error }) => error);
  expect(errors.toSorted()).toEqual(['It told of somebody who was erased.', 'bob cannot be folded']);
  expect([await snapshots.load('user-ada'), await snapshots.load('user-bob')]).toEqual([null, expect.anything()]);
});

test('what the views forget is in no file of theirs any more, nor what a parked event quoted meanwhile', async () => {
  const people = await twoPeople();
  const { parkedEvents, traces, asked } = people;
  await traces.clearViews('ada', beginning);
  expect(asked.splice(0)).toEqual(['logs of the views emptied']);
  await parkAll(people);
  await traces.clearViews('ada', beginning);
  expect((await parkedEvents.list(10)).map(({ error }) => error).filter((error) => error.includes('ada'))).toEqual([]);
  expect(asked).toEqual(['logs emptied', 'logs of the views emptied']);
});
