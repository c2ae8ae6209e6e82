import { describe, expect, test } from '@jest/globals';
import { RoughEventStore } from '../../test/rough/event-store.ts';
import { MemoryKeyVault } from '../../test/rough/key-vault.ts';
import type { ShelfCommand } from '../../test/rough/shelf.ts';
import { request, shelf, shelfTypes } from '../../test/rough/shelf.ts';
import { MemorySnapshotStore } from '../../test/rough/snapshot-store.ts';
import { AuditReader } from '../audit/reader.ts';
import { CommandExecutor } from './command-executor.ts';
import { EventCodec } from '../log/event-codec.ts';
import { noStream, OutcomeUnknown, StoreUnavailable } from '../log/event-store.ts';
import type { CommandContext, Execution } from './executor.ts';
import { derivedId } from '../log/ids.ts';
import { beginning } from '../log/position.ts';
import { wholeLog } from '../../test/whole-log.ts';

function shop(store = new RoughEventStore()) {
  const vault = new MemoryKeyVault();
  const snapshots = new MemorySnapshotStore();
  /** As another process, or this one after a restart: nothing shared but what is stored. */
  const start = () =>
    new CommandExecutor({ store, codec: new EventCodec(shelfTypes, vault), snapshots, snapshotEvery: 20 });
  const audit = new AuditReader(store, new EventCodec(shelfTypes, vault));
  return { store, vault, snapshots, start, audit };
}

const fill = (quantity: number): ShelfCommand => ({ type: 'Fill', quantity });
const take = (by = 'Ada', items = 1): ShelfCommand => ({ type: 'Take', by, items });

type Runner = { execute: CommandExecutor['execute'] };
const run = (executor: Runner, command: ShelfCommand, context: Partial<CommandContext> = {}) =>
  executor.execute(shelf, '1', command, request(context));

const outcomes = (executions: readonly Execution[]) =>
  executions.map((execution) => (execution.outcome === 'rejected' ? execution.code : execution.outcome));

function count<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

describe('A command', () => {
  test('answers with its events, the revision and the position of the last one', async () => {
    const { start, store } = shop();
    const executor = start();
    await run(executor, fill(5));
    const taken = await run(executor, take('Ada', 2), { commandId: 'c2', orderId: 'order-9', causationId: 'why' });
    const stored = await store.readStream('shelf-1', 1, 10);
    expect(taken).toEqual({
      outcome: 'accepted',
      revision: 2,
      position: stored[1]!.position,
      repeated: false,
      events: [0, 1].map((index) => ({
        type: 'ItemTaken',
        data: { by: 'Ada', note: null, token: null },
        id: derivedId('c2', index),
        stream: 'shelf-1',
        revision: index + 1,
        position: stored[index]!.position,
        time: '2026-01-01T12:00:00.000Z',
        actor: { id: 'customer-1', role: 'customer' },
        correlationId: 'correlation-1',
        causationId: 'why',
        commandId: 'c2',
        subject: null,
        orderId: 'order-9',
      })),
    });
  });

  test('that is refused writes nothing and says why', async () => {
    const { start, store } = shop();
    const executor = start();
    expect(await run(executor, take())).toEqual({ outcome: 'rejected', code: 'not-found', details: {} });
    await run(executor, fill(1));
    expect(await run(executor, take('Ada', 2))).toEqual({
      outcome: 'rejected',
      code: 'insufficient-stock',
      details: { available: 1 },
    });
    expect(await store.readStream('shelf-1', 0, 10)).toHaveLength(1);
  });

  test('with nothing to do answers with the place where the stream stands', async () => {
    const { start } = shop();
    const executor = start();
    await run(executor, fill(1));
    const closed = await run(executor, { type: 'Close' });
    const again = await run(executor, { type: 'Close' });
    expect(again).toEqual({ ...closed, events: [] });
  });

  test('with nothing to do on an empty stream answers with the head of the log', async () => {
    const { start, store } = shop();
    const idle = { ...shelf, name: 'idle', decide: () => ({ accepted: true, events: [] }) as const };
    const executor = start();
    const nothing = await executor.execute(idle, '1', { type: 'Close' }, request());
    expect(nothing).toEqual({
      outcome: 'accepted',
      revision: noStream,
      position: beginning,
      events: [],
      repeated: false,
    });
    await run(executor, fill(1));
    expect(await executor.execute(idle, '1', { type: 'Close' }, request())).toMatchObject({
      position: await store.head(),
    });
  });

  test('whose rules throw fails alone', async () => {
    const { start } = shop();
    const executor = start();
    const broken = {
      ...shelf,
      decide: (command: ShelfCommand) => (command.type === 'Close' ? fail() : shelf.decide(command, null)),
    };
    const answers = await Promise.allSettled([
      executor.execute(broken, '1', fill(1), request()),
      executor.execute(broken, '1', { type: 'Close' }, request()),
      executor.execute(broken, '1', fill(2), request()),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('never goes back in time within its stream', async () => {
    const { start } = shop();
    const executor = start();
    await run(executor, fill(5), { time: '2026-01-01T12:00:05.000Z' });
    await run(executor, take(), { time: '2026-01-01T12:00:01.000Z' });
    await run(executor, take(), { time: '2026-01-01T12:00:09.000Z' });
    const { state, time } = await executor.load(shelf, '1');
    expect(state!.takenAt).toEqual(['2026-01-01T12:00:05.000Z', '2026-01-01T12:00:09.000Z']);
    expect(time).toBe('2026-01-01T12:00:09.000Z');
    await expect(run(executor, take(), { time: 'yesterday' })).rejects.toThrow('yesterday');
  });
});

describe('Commands that wait for one stream', () => {
  test('share an append, each with its own metadata', async () => {
    const { start, store, audit } = shop();
    const executor = start();
    await run(executor, fill(60));
    const before = store.appends;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        run(executor, take(`buyer-${n}`), { commandId: `c${n}`, orderId: `order-${n}` }),
      ),
    );
    expect(store.appends - before).toBeLessThan(5);
    const stored = await store.readStream('shelf-1', 1, 100);
    expect(stored.map(({ metadata }) => metadata.orderId)).toEqual(Array.from({ length: 50 }, (_, n) => `order-${n}`));
    expect(answers.map((answer) => 'position' in answer && answer.position)).toEqual(
      stored.map(({ position }) => position),
    );
    expect(await audit.verifyStream('shelf-1')).toMatchObject({ verified: true, events: 51 });
  });

  test('are decided one after the other: of two for the last item one is refused', async () => {
    const { start } = shop();
    const executor = start();
    await run(executor, fill(3));
    const answers = await Promise.all(Array.from({ length: 8 }, () => run(executor, take())));
    expect(outcomes(answers)).toEqual([...Array(3).fill('accepted'), ...Array(5).fill('insufficient-stock')]);
  });

  test('go into several appends when together they are too large for one', async () => {
    const { start, store } = shop();
    const executor = start();
    await run(executor, fill(10));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => run(executor, take(`${n}`.repeat(100_000)))),
    );
    expect(new Set(outcomes(answers))).toEqual(new Set(['accepted']));
    const stored = await store.readStream('shelf-1', 1, 100);
    expect(stored.map(({ data }) => (data['by'] as string).slice(0, 1)).join('')).toBe('0123456789');
  });

  test('do not suffer for one that the store does not take', async () => {
    const { start } = shop();
    const executor = start();
    await run(executor, fill(10));
    const answers = await Promise.allSettled(
      [take(), take(), take('x'.repeat(600_000)), take()].map((each) => run(executor, each)),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await executor.load(shelf, '1')).toMatchObject({ revision: 3, state: { left: 7 } });
  });
});

describe('Two processes on one store', () => {
  test('never sell more than there is', async () => {
    const { start, store, audit } = shop(new RoughEventStore({ seed: 7, repliesLost: 0.05, requestsLost: 0.05 }));
    const executors = [start(), start()];
    await run(executors[0]!, fill(100));
    store.misbehave('reply-lost', 'request-lost');
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, n) => run(executors[n % 2]!, take(`buyer-${n}`))),
    );
    expect(count(outcomes(answers))).toEqual(
      new Map([
        ['accepted', 100],
        ['insufficient-stock', 400],
      ]),
    );
    expect([store.went['reply-lost'] > 0, store.went['request-lost'] > 0]).toEqual([true, true]);
    expect(await store.readStream('shelf-1', 0, 1000)).toHaveLength(101);
    expect(await audit.verifyAll()).toMatchObject({ streams: 1, events: 101, broken: [] });
  });

  test('refuse nothing that the other made possible', async () => {
    const { start } = shop();
    const [here, there] = [start(), start()];
    await run(here, fill(1));
    await run(here, take());
    await run(there, fill(1));
    expect(await run(here, take())).toMatchObject({ outcome: 'accepted', revision: 3 });
    expect(await run(there, take())).toMatchObject({ outcome: 'rejected', details: { available: 0 } });
    expect((await here.load(shelf, '1')).state).toEqual((await there.load(shelf, '1')).state);
  });

  test('refuse nothing on the strength of events that never came into the log', async () => {
    const { start, store } = shop();
    const [here, there] = [start(), start()];
    await run(here, fill(1));
    store.beforeAppend = async (_, events) => {
      if (!events.some(({ type }) => type === 'ItemTaken')) return;
      store.beforeAppend = async () => {};
      await run(there, fill(1));
    };
    const commands: ShelfCommand[] = [{ type: 'Close' }, take(), take()];
    const answers = await Promise.all(commands.map((command) => run(here, command)));
    expect(outcomes(answers)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('give one effect and one answer to the same command id', async () => {
    const { start, store, audit } = shop(new RoughEventStore({ seed: 3, repliesLost: 0.2 }));
    const executors = [start(), start()];
    await run(executors[0]!, fill(9));
    store.misbehave('reply-lost');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        run(executors[n % 2]!, take('Ada', 2), { commandId: 'same', requestHash: 'h' }),
      ),
    );
    expect(await store.readStream('shelf-1', 0, 100)).toHaveLength(3);
    const bare = answers.map((answer) => ({ ...answer, repeated: null }));
    for (const answer of bare) expect(answer).toEqual(bare[0]);
    expect(await run(start(), take('Ada', 2), { commandId: 'same', requestHash: 'h' })).toEqual({
      ...bare[0],
      repeated: true,
    });
    await Promise.all(executors.map((executor) => run(executor, take())));
    expect(store.went['reply-lost']).toBeGreaterThan(0);
    expect(await audit.verifyStream('shelf-1')).toMatchObject({ verified: true, events: 5 });
  });

  test('give one effect to one request that comes to both at once, though each seals and dates it for itself', async () => {
    const { start, store, audit } = shop(new RoughEventStore({ seed: 5, turns: 0 }));
    const executors = [start(), start()] as const;
    await run(executors[0], fill(9));
    await executors[1].load(shelf, '1');
    const gift: ShelfCommand = { type: 'Take', by: 'Ada', note: 'for grandmother', items: 2 };
    const keyed = { commandId: 'same', requestHash: 'h', subject: 'user-1' };
    const both = await Promise.all(
      executors.map((executor, n) => run(executor, gift, { ...keyed, time: `2026-01-01T12:00:0${n}.000Z` })),
    );
    expect({ ...both[1], repeated: null }).toEqual({ ...both[0], repeated: null });
    expect(await store.readStream('shelf-1', 0, 100)).toHaveLength(3);
    for (const executor of executors) await run(executor, take());
    expect((await executors[0].load(shelf, '1')).state).toEqual((await start().load(shelf, '1')).state);
    expect(await audit.verifyStream('shelf-1')).toMatchObject({ verified: true, events: 5 });
  });

  test('give up on a command whose stream never stands still', async () => {
    const { start, store } = shop();
    const [here, there] = [start(), start()];
    await run(here, fill(100));
    let inside = false;
    store.beforeAppend = async () => {
      if (inside) return;
      inside = true;
      await run(there, take());
      inside = false;
    };
    expect(await run(here, take(), { commandId: 'never' })).toEqual({ outcome: 'concurrent-change' });
    store.beforeAppend = async () => {};
    expect(await run(here, take(), { commandId: 'never' })).toMatchObject({ outcome: 'accepted', repeated: false });
  });
});

describe('The same command id', () => {
  test('again gives the same answer, also after a restart and after others', async () => {
    const { start } = shop();
    const executor = start();
    await run(executor, fill(5));
    const first = await run(executor, take(), { commandId: 'c', requestHash: 'h' });
    await run(executor, take());
    for (const later of [executor, start()]) {
      expect(await run(later, take(), { commandId: 'c', requestHash: 'h' })).toEqual({ ...first, repeated: true });
    }
  });

  test('with another request is refused', async () => {
    const { start } = shop();
    const executor = start();
    await run(executor, fill(5), { commandId: 'c', requestHash: 'h' });
    for (const later of [executor, start()]) {
      expect(await run(later, fill(6), { commandId: 'c', requestHash: 'other' })).toEqual({ outcome: 'key-reused' });
    }
    expect(await executor.load(shelf, '1')).toMatchObject({ revision: 0 });
  });

  test('is remembered for a day of the stream, in snapshots too', async () => {
    const { start, snapshots } = shop();
    const executor = start();
    await run(executor, fill(500), { commandId: 'first', time: '2026-01-01T00:00:00.000Z' });
    for (let n = 0; n < 40; n += 1) await run(executor, take(), { time: '2026-01-01T23:00:00.000Z' });
    await executor.close();
    expect(snapshots.snapshots.get('shelf-1')!.revision).toBeGreaterThan(20);
    expect(await run(start(), fill(500), { commandId: 'first' })).toMatchObject({ revision: 0, repeated: true });
    await run(executor, take(), { time: '2026-01-02T00:00:00.001Z' });
    expect(await run(executor, fill(500), { commandId: 'first' })).toMatchObject({ repeated: false });
  });
});

describe('What a command did', () => {
  const asked = { commandId: 'c', requestHash: 'h' };

  test('is told as to its retry, to every process, and changes nothing', async () => {
    const { start, store } = shop();
    const [here, there] = [start(), start()];
    await run(here, fill(5));
    const first = await run(here, take('Ada', 2), asked);
    await run(there, take());
    const before = store.appends;
    for (const executor of [here, there, start()]) {
      expect(await executor.executed(shelf, '1', asked)).toEqual({ ...first, repeated: true });
      expect(await executor.executed(shelf, '1', { commandId: 'c' })).toEqual({ ...first, repeated: true });
    }
    expect(store.appends).toBe(before);
  });

  test('is nothing when it never came, was refused, had nothing to do, or went to another stream', async () => {
    const executor = shop().start();
    expect(await executor.executed(shelf, '1', asked)).toBeNull();
    expect(await run(executor, take(), asked)).toMatchObject({ outcome: 'rejected' });
    expect(await executor.executed(shelf, '1', asked)).toBeNull();
    await run(executor, fill(5));
    await run(executor, { type: 'Close' });
    expect(await run(executor, { type: 'Close' }, asked)).toMatchObject({ outcome: 'accepted', events: [] });
    expect(await executor.executed(shelf, '1', asked)).toBeNull();
    await executor.execute(shelf, '2', fill(5), request(asked));
    expect(await executor.executed(shelf, '1', asked)).toBeNull();
  });

  test('is not nothing because only another process knows of it', async () => {
    const { start } = shop();
    const [here, there] = [start(), start()];
    await run(here, fill(5));
    expect(await here.executed(shelf, '1', asked)).toBeNull();
    await run(there, take(), asked);
    expect(await here.executed(shelf, '1', asked)).toMatchObject({ outcome: 'accepted', revision: 1 });
  });

  test('is not told to whoever asks with another request', async () => {
    const executor = shop().start();
    await run(executor, fill(5), asked);
    expect(await executor.executed(shelf, '1', { ...asked, requestHash: 'other' })).toEqual({ outcome: 'key-reused' });
  });

  test('waits for the command that came before', async () => {
    const { start, store } = shop();
    const executor = start();
    await run(executor, fill(5));
    const [closed, before, same, after, other] = await Promise.all([
      run(executor, { type: 'Close' }),
      executor.executed(shelf, '1', asked),
      run(executor, take('Ada', 2), asked),
      executor.executed(shelf, '1', asked),
      executor.executed(shelf, '1', { ...asked, requestHash: 'other' }),
    ]);
    expect([closed, same]).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    expect([before, after, other]).toEqual([null, { ...same, repeated: true }, { outcome: 'key-reused' }]);
    expect(await store.readStream('shelf-1', 0, 10)).toHaveLength(4);
  });

  test('is found out when the store never answered', async () => {
    const { start, store } = shop();
    const executor = start();
    store.misbehave('reply-lost', ...Array<'request-lost'>(6).fill('request-lost'));
    await expect(run(executor, fill(5), asked)).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(await executor.executed(shelf, '1', asked)).toMatchObject({ revision: 0, repeated: true });
  });

  test('is remembered for a day of the stream, in snapshots too', async () => {
    const { start, snapshots } = shop();
    const executor = start();
    await run(executor, fill(500), { ...asked, time: '2026-01-01T00:00:00.000Z' });
    for (let n = 0; n < 40; n += 1) await run(executor, take(), { time: '2026-01-01T23:00:00.000Z' });
    await executor.close();
    expect(snapshots.snapshots.get('shelf-1')!.revision).toBeGreaterThan(20);
    expect(await start().executed(shelf, '1', asked)).toMatchObject({ revision: 0, repeated: true });
    await run(executor, take(), { time: '2026-01-02T00:00:00.001Z' });
    expect(await executor.executed(shelf, '1', asked)).toBeNull();
  });

  test('that cannot be read back fails alone', async () => {
    const { start, store } = shop();
    const executor = start();
    await run(executor, fill(5), asked);
    const read = store.readStream.bind(store);
    store.readStream = async () => {
      store.readStream = read;
      throw new StoreUnavailable('busy');
    };
    const answers = await Promise.allSettled([
      run(executor, take()),
      executor.executed(shelf, '1', asked),
      run(executor, take()),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('A caller that names a revision', () => {
  test('is served at it and told the newest one otherwise, never an old one from memory', async () => {
    const { start } = shop();
    const [here, there] = [start(), start()];
    await run(here, fill(5));
    expect(await run(here, take(), { expectedRevision: 0 })).toMatchObject({ outcome: 'accepted', revision: 1 });
    await run(there, take());
    expect(await run(here, take(), { expectedRevision: 1 })).toEqual({
      outcome: 'revision-mismatch',
      currentRevision: 2,
    });
    expect(await run(here, take(), { expectedRevision: 7 })).toEqual({
      outcome: 'revision-mismatch',
      currentRevision: 2,
    });
    await run(there, take());
    expect(await run(here, take(), { expectedRevision: 3 })).toMatchObject({ outcome: 'accepted', revision: 4 });
  });

  test('wins alone among those who named the same', async () => {
    const { start } = shop();
    const executors = [start(), start()];
    await run(executors[0]!, fill(50));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => run(executors[n % 2]!, take(), { expectedRevision: 0 })),
    );
    expect(count(outcomes(answers))).toEqual(
      new Map([
        ['accepted', 1],
        ['revision-mismatch', 19],
      ]),
    );
  });

  test('gets the first answer again when it repeats its command', async () => {
    const { start } = shop();
    const executor = start();
    const first = await run(executor, fill(5), { commandId: 'c', expectedRevision: noStream });
    expect(await run(executor, fill(5), { commandId: 'c', expectedRevision: noStream })).toEqual({
      ...first,
      repeated: true,
    });
  });
});

describe('A store that does not answer', () => {
  test('is sent the identical batch again: one effect, and no sign of it', async () => {
    const { start, store } = shop();
    const executor = start();
    store.misbehave('reply-lost', 'reply-lost', 'request-lost');
    expect(await run(executor, fill(5))).toMatchObject({ outcome: 'accepted', revision: 0, repeated: false });
    store.misbehave('request-lost');
    expect(await run(executor, take('Ada', 2))).toMatchObject({ outcome: 'accepted', revision: 2, repeated: false });
    expect(await store.readStream('shelf-1', 0, 10)).toHaveLength(3);
  });

  test('and lets others in between is asked for our own command', async () => {
    const { start, store } = shop();
    const [here, there] = [start(), start()];
    await run(here, fill(5));
    store.misbehave('reply-lost');
    let sent = 0;
    store.beforeAppend = async () => {
      sent += 1;
      if (sent === 2) await run(there, take('Bob'));
    };
    expect(await run(here, take('Ada'), { commandId: 'ada' })).toMatchObject({ revision: 1, repeated: false });
    expect(await here.load(shelf, '1')).toMatchObject({ revision: 2, state: { left: 3 } });
  });

  test('at all leaves the outcome unknown; the retry finds out', async () => {
    const { start, store } = shop();
    const executor = start();
    store.misbehave('reply-lost', ...Array<'request-lost'>(6).fill('request-lost'));
    await expect(run(executor, fill(5), { commandId: 'c' })).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(await run(executor, fill(5), { commandId: 'c' })).toMatchObject({ revision: 0, repeated: true });
  });

  test('because it is overloaded has changed nothing', async () => {
    const { start, store } = shop();
    const executor = start();
    store.misbehave('unavailable');
    await expect(run(executor, fill(5))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await run(executor, fill(5))).toMatchObject({ revision: 0 });
    store.misbehave('reply-lost', ...Array<'unavailable'>(6).fill('unavailable'));
    await expect(run(executor, fill(5))).rejects.toBeInstanceOf(OutcomeUnknown);
  });
});

describe('The state', () => {
  test('as it was at a revision or an instant, inclusive', async () => {
    const { start } = shop();
    const executor = start();
    await run(executor, fill(5), { time: '2026-01-01T10:00:00.000Z' });
    await run(executor, take(), { time: '2026-01-01T11:00:00.000Z' });
    await run(executor, take(), { time: '2026-01-01T12:00:00.000Z' });
    const leftAt = async (at: { revision: number } | { time: string }) =>
      (await executor.loadAt(shelf, '1', at))?.state?.left;
    expect(await leftAt({ revision: 0 })).toBe(5);
    expect(await leftAt({ revision: 1 })).toBe(4);
    expect(await leftAt({ revision: 99 })).toBe(3);
    expect(await leftAt({ time: '2026-01-01T11:00:00.000Z' })).toBe(4);
    expect(await leftAt({ time: '2026-01-01T12:59:59+01:00' })).toBe(4);
    expect(await leftAt({ time: '2026-01-01T09:59:59.999Z' })).toBeUndefined();
    expect(await executor.loadAt(shelf, 'other', { revision: 0 })).toBeNull();
  });

  test('of a stream that was never written is the initial one', async () => {
    expect(await shop().start().load(shelf, '1')).toEqual({
      state: null,
      revision: noStream,
      position: null,
      time: null,
    });
  });
});

describe('Snapshots', () => {
  test('give the same state as the events, and are read from the store only past them', async () => {
    const { start, store, snapshots } = shop();
    const executor = start();
    await run(executor, fill(500));
    for (let n = 0; n < 50; n += 1) await run(executor, take());
    await executor.close();
    const { revision } = snapshots.snapshots.get('shelf-1')!;
    const cold = await start().load(shelf, '1');
    expect(cold).toEqual(await executor.load(shelf, '1'));
    expect(revision).toBe(39);
    store.tamper('shelf-1', 0, (event) => ({ ...event, data: { quantity: 1 } }));
    expect(await start().load(shelf, '1')).toEqual(cold);
  });

  test('of another version, of another history or unreadable are ignored', async () => {
    const { start, snapshots } = shop();
    const executor = start();
    await run(executor, fill(500));
    for (let n = 0; n < 30; n += 1) await run(executor, take());
    await executor.close();
    const newest = await executor.load(shelf, '1');
    const saved = snapshots.snapshots.get('shelf-1')!;
    const plain = (JSON.parse(saved.state) as { plain: object }).plain;
    const wrong = JSON.stringify({ plain: { ...plain, hash: 'of another history', state: { left: 0 } } });
    for (const bad of [
      { ...saved, stateVersion: 9 },
      { ...saved, state: wrong },
      { ...saved, state: '{' },
      { ...saved, revision: 99 },
    ]) {
      snapshots.snapshots.set('shelf-1', bad);
      expect(await start().load(shelf, '1')).toEqual(newest);
    }
  });

  test('that cannot be saved or loaded cost time only', async () => {
    const { start, snapshots } = shop();
    snapshots.save = async () => Promise.reject(new Error('disk full'));
    snapshots.load = async () => Promise.reject(new Error('disk gone'));
    const executor = start();
    await run(executor, fill(500));
    for (let n = 0; n < 30; n += 1) await run(executor, take());
    await executor.close();
    expect(await start().load(shelf, '1')).toMatchObject({ revision: 30 });
  });
});

describe('What is personal', () => {
  const secret: ShelfCommand = { type: 'Take', by: 'x', note: 'for grandmother', token: 'tok_1' };

  test('is readable for the fold, and neither in the log nor in a snapshot', async () => {
    const { start, store, snapshots } = shop();
    const executor = start();
    await run(executor, fill(500));
    for (let n = 0; n < 30; n += 1) await run(executor, secret, { subject: 'user-1' });
    await executor.close();
    expect((await start().load(shelf, '1')).state!.notes[3]).toBe('for grandmother');
    const kept = JSON.stringify([await wholeLog(store), [...snapshots.snapshots]]);
    expect(snapshots.snapshots.size).toBe(1);
    expect(kept).not.toContain('grandmother');
    expect(kept).not.toContain('tok_1');
  });

  test('is gone once the key is destroyed, and the chain still holds', async () => {
    const { start, vault, audit } = shop();
    const executor = start();
    await run(executor, fill(500));
    for (let n = 0; n < 30; n += 1) await run(executor, secret, { subject: 'user-1' });
    await vault.destroy('user-1', '2026-01-02T00:00:00.000Z');
    const reader = start();
    expect(new Set((await reader.load(shelf, '1')).state!.notes)).toEqual(new Set([null]));
    expect(await run(reader, secret, { subject: 'user-1' })).toMatchObject({
      events: [{ data: { note: null, token: null } }],
    });
    expect(await audit.verifyStream('shelf-1')).toMatchObject({ verified: true });
  });

  test('leaves the memory when it is told to forget the person', async () => {
    const store = new RoughEventStore();
    const vault = new MemoryKeyVault();
    const codec = new EventCodec(shelfTypes, vault);
    const executor = new CommandExecutor({ store, codec, snapshots: new MemorySnapshotStore() });
    await run(executor, fill(5));
    await run(executor, secret, { subject: 'user-1' });
    await vault.destroy('user-1', '2026-01-02T00:00:00.000Z');
    codec.forget('user-1');
    executor.forget('user-1');
    expect((await executor.load(shelf, '1')).state!.notes).toEqual([null]);
  });

  test('fails loudly when its key is missing without having been destroyed', async () => {
    const { start, vault } = shop();
    await run(start(), fill(5));
    await run(start(), secret, { subject: 'user-1' });
    vault.lose('user-1');
    await expect(start().load(shelf, '1')).rejects.toMatchObject({ name: 'KeyMissing' });
  });

  test('and belongs to nobody is not written', async () => {
    const { start, store } = shop();
    const executor = start();
    await run(executor, fill(5));
    await expect(run(executor, secret)).rejects.toMatchObject({ name: 'SubjectMissing' });
    expect(await store.readStream('shelf-1', 0, 10)).toHaveLength(1);
  });

  test('waits for a vault that cannot be reached, without harm to others', async () => {
    const { start, vault } = shop();
    const executor = start();
    await run(executor, fill(5));
    vault.unreachable = true;
    const answers = await Promise.allSettled([
      run(executor, take()),
      run(executor, secret, { subject: 'u' }),
      run(executor, take()),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

function fail(): never {
  throw new Error('a rule that is broken');
}
