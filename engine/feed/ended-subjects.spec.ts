import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MemoryShop } from '../../test/rough/memory-shop.ts';
import { request, shelf, shelfTypes, type ShelfCommand } from '../../test/rough/shelf.ts';
import type { EventStore } from '../log/event-store.ts';
import type { StoredEvent } from '../log/event.ts';
import type { Position } from '../log/position.ts';
import { nextEvents } from '../log/reading-on.ts';
import { SubscribedLogFeed } from './subscribed-log-feed.ts';

/** Closing any shelf says that its subject's key was destroyed. */
const types = { ...shelfTypes, ShelfClosed: { version: 1, endsKey: true } } as const;
const take = (note: string): ShelfCommand => ({ type: 'Take', by: 'x', note, token: `token ${note}` });

let shop: MemoryShop;
let clock: { ms: number };
beforeEach(() => {
  shop = new MemoryShop(types);
  clock = { ms: 0 };
});
afterEach(() => shop.close());

/** A process with all that it keeps in memory. Its feed hears of nothing but by `hear`. */
async function startProcess() {
  let after: Position | null = null;
  let receive: (events: readonly StoredEvent[]) => Promise<void>;
  const store = Object.create(shop.store) as EventStore;
  store.subscribe = (_, receiver) => {
    receive = receiver;
    return { close: async () => {} };
  };
  const codec = shop.newCodec(() => clock.ms);
  const executor = shop.newExecutor({ codec });
  const { registry } = shop;
  const feed = await SubscribedLogFeed.open({ store, decoder: codec, registry, inMemory: [executor] });
  return {
    codec,
    run: (id: string, command: ShelfCommand, subject = 'ada') =>
      executor.execute(shelf, id, command, request({ subject })),
    /** Everything that came since, in one batch. */
    async hear() {
      const events = await nextEvents(shop.store, after, 1000);
      after = events.at(-1)?.position ?? after;
      await receive(events);
    },
    /** What it says of those who took something from shelf 1: by its feed, its states, and what it decodes. */
    async says() {
      const taken = (await shop.store.readStream('shelf-1', 1, 10)).map((stored) => codec.decode(stored));
      const { state } = await executor.load(shelf, '1');
      return JSON.stringify([await feed.read(null, 100), state, await Promise.all(taken)]);
    },
    states: () => executor.load(shelf, '1'),
    ring: () => feed.read(null, 100),
  };
}

/** One process wrote of Ada and Bob, another knows of it: it has their keys, states and events in memory. */
async function twoProcesses() {
  const [one, other] = [await startProcess(), await startProcess()];
  for (const id of ['1', '2']) await one.run(id, { type: 'Fill', quantity: 5 });
  await one.run('1', take('for Ada'));
  await one.run('1', take('for Bob'), 'bob');
  for (const each of [one, other]) await each.hear();
  for (const each of [one, other]) expect(await each.says()).toContain('for Ada');
  return [one, other] as const;
}

const destroyKey = () => shop.vault.destroy('ada', '2026-01-02T00:00:00.000Z');

describe('Of somebody who was erased in one process, another one tells nothing any more', () => {
  test('as soon as its feed has the event that says so', async () => {
    const [one, other] = await twoProcesses();
    await destroyKey();
    await one.run('2', { type: 'Close' });
    for (const each of [one, other]) {
      await each.hear();
      expect(await each.says()).not.toContain('Ada');
      expect(await each.says()).toContain('for Bob');
    }
  });

  test('30 seconds after it at the latest, though its feed has stopped', async () => {
    const [, other] = await twoProcesses();
    await destroyKey();
    clock.ms = 30_000;
    expect(JSON.stringify(await other.ring())).not.toContain('Ada');
    expect(JSON.stringify(await other.states())).not.toContain('Ada');
    expect(await other.says()).not.toContain('Ada');
    expect(await other.says()).toContain('for Bob');
  });

  test('not even what came in one batch with that event, in front of it', async () => {
    const [one, other] = await twoProcesses();
    await one.run('1', take('Ada again'));
    await destroyKey();
    await one.run('2', { type: 'Close' });
    await other.hear();
    expect(JSON.stringify(await other.ring())).not.toContain('Ada');
  });
});

test('what is sealed of people who are there is told on when their keys were asked for again', async () => {
  const [, other] = await twoProcesses();
  clock.ms = 30_000;
  expect(JSON.stringify(await other.ring())).toContain('for Ada');
  expect((await other.states()).state?.notes).toEqual(['for Ada', 'for Bob']);
});

test('a vault that does not answer makes nobody erased, and what it would be asked for waits', async () => {
  const [, other] = await twoProcesses();
  shop.vault.unreachable = true;
  expect((await other.states()).state?.notes).toEqual(['for Ada', 'for Bob']);
  clock.ms = 30_000;
  const unavailable = { name: 'StoreUnavailable' };
  await expect(other.ring()).rejects.toMatchObject(unavailable);
  await expect(other.states()).rejects.toMatchObject(unavailable);
});

test('a state in which nothing sealed is left needs no key', async () => {
  const [one, other] = await twoProcesses();
  await one.run('3', { type: 'Fill', quantity: 1 });
  await other.run('3', { type: 'Take', by: 'x' });
  shop.vault.unreachable = true;
  clock.ms = 30_000;
  expect(await other.run('3', { type: 'Fill', quantity: 1 })).toMatchObject({ outcome: 'accepted', revision: 2 });
});
