import { describe, expect, test } from '@jest/globals';
import type { EventStore, LogPage } from '../../engine/log/event-store.ts';
import { noStream, OutcomeUnknown } from '../../engine/log/event-store.ts';
import type { NewEvent, StoredEvent } from '../../engine/log/event.ts';
import { chained } from '../../engine/log/hash-chain.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Position } from '../../engine/log/position.ts';
import { beginning, comparePositions, isAfter, positionIn, positionOf, reaches } from '../../engine/log/position.ts';
import { pagesAfter } from '../../engine/log/reading-on.ts';
import { wholeLog } from '../whole-log.ts';
import { eventually } from './subject.ts';

export type OpenedStore = {
  readonly store: EventStore;
  /** Closes the store and removes what it kept. */
  close(): Promise<void>;
  /** Closes the store and opens the same log again, as after a restart. */
  reopen(): Promise<EventStore>;
};

/** What every event store promises; `open` gives an empty one. */
export function eventStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  const onStore = (run: (store: EventStore, opened: OpenedStore) => Promise<void>) => async () => {
    const opened = await open();
    try {
      await run(opened.store, opened);
    } finally {
      await opened.close();
    }
  };

  describe(`${name} appends`, () => {
    test(
      'to a stream that is not there yet, and gives back exactly what went in',
      onStore(async (store) => {
        const events = [
          fact('a', { text: 'Grüße, 世界 🎉 \u2028 "quoted" \\ \u0000', nested: { list: [1, 0.1, null, true] } }),
        ];
        const result = await store.append('order-1', noStream, events);
        expect(result).toMatchObject({ outcome: 'appended', revision: 0 });
        const [read] = await store.readStream('order-1', 0, 10);
        expect(read).toEqual({ ...events[0], stream: 'order-1', revision: 0, position: toldIn(result) });
        expect(positionIn(read!.position)).toBe(read!.position);
      }),
    );

    test(
      'a batch whole, in its order',
      onStore(async (store) => {
        await store.append('order-1', noStream, facts('a', 3));
        const result = await store.append('order-1', 2, facts('b', 3));
        const read = await store.readStream('order-1', 0, 10);
        expect(read.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5]);
        expect(read.map(({ id }) => id)).toEqual([...facts('a', 3), ...facts('b', 3)].map(({ id }) => id));
        expect(result).toMatchObject({ outcome: 'appended', revision: 5, position: read[5]!.position });
        const positions = read.map(({ position }) => position);
        expect(positions).toEqual(positions.toSorted(comparePositions));
        if ('positions' in result) expect(result.positions).toEqual(positions.slice(3));
      }),
    );

    test(
      'only at the exact revision: a conflict names the current one and writes nothing',
      onStore(async (store) => {
        expect(await store.append('cart-1', 0, facts('z', 1))).toEqual({
          outcome: 'conflict',
          currentRevision: noStream,
        });
        await store.append('cart-1', noStream, facts('a', 2));
        expect(await store.append('cart-1', noStream, facts('b', 1))).toEqual({
          outcome: 'conflict',
          currentRevision: 1,
        });
        expect(await store.append('cart-1', 0, facts('b', 1))).toEqual({ outcome: 'conflict', currentRevision: 1 });
        expect(await store.append('cart-1', 2, facts('b', 1))).toEqual({ outcome: 'conflict', currentRevision: 1 });
        expect(await store.readStream('cart-1', 0, 10)).toHaveLength(2);
        expect(await wholeLog(store)).toHaveLength(2);
      }),
    );

    test(
      'once what is sent twice, even after others came, and tells the place it has',
      onStore(async (store) => {
        await store.append('cart-1', noStream, facts('a', 1));
        await store.append('cart-2', noStream, facts('c', 1));
        await store.append('cart-1', 0, facts('b', 2));
        const read = await store.readStream('cart-1', 0, 10);
        const first = { outcome: 'appended', revision: 0, position: read[0]!.position };
        const rest = { outcome: 'appended', revision: 2, position: read[2]!.position };
        const both = [...facts('a', 1), ...facts('b', 2)];
        for (const [expected, events, told] of [
          [noStream, facts('a', 1), first],
          [0, facts('b', 2), rest],
          [noStream, both, rest],
        ] as const) {
          const again = await store.append('cart-1', expected, events);
          expect(again).toMatchObject(told);
          const positions = read.slice(expected + 1, told.revision + 1).map(({ position }) => position);
          if ('positions' in again) expect(again.positions).toEqual(positions);
        }
        await store.append('cart-1', 2, facts('d', 1));
        expect(await store.append('cart-1', 0, facts('b', 2))).toMatchObject(rest);
        expect(await store.readStream('cart-1', 3, 10)).toHaveLength(1);
      }),
    );

    test(
      'as repeated only the bytes that stand there: the same ids with others are a conflict',
      onStore(async (store) => {
        const [first, other] = [drafts('00', 'sealed so'), drafts('01', 'sealed otherwise')];
        const appended = await store.append('cart-1', noStream, first);
        expect(await store.append('cart-1', noStream, other)).toEqual({ outcome: 'conflict', currentRevision: 1 });
        expect(await store.readStream('cart-1', 0, 10)).toMatchObject(first);
        const position = toldIn(appended);
        expect(await store.append('cart-1', noStream, first)).toMatchObject({ revision: 1, position });
        await store.append('cart-1', 1, facts('b', 1));
        expect(await store.append('cart-1', noStream, other)).toEqual({ outcome: 'conflict', currentRevision: 2 });
        expect(await store.append('cart-1', noStream, first)).toMatchObject({ revision: 1, position });
      }),
    );

    test(
      'at least one event',
      onStore(async (store) => {
        await expect(store.append('cart-1', noStream, [])).rejects.toBeInstanceOf(RangeError);
        await store.append('cart-1', noStream, facts('a', 1));
        for (const expected of [noStream, 0, 1])
          await expect(store.append('cart-1', expected, [])).rejects.toBeInstanceOf(RangeError);
        expect(await store.readStream('cart-1', 0, 10)).toHaveLength(1);
      }),
    );

    test(
      'nothing when only a part of the batch is there already',
      onStore(async (store) => {
        await store.append('cart-1', noStream, facts('a', 1));
        expect(await store.append('cart-1', noStream, facts('a', 2))).toEqual({
          outcome: 'conflict',
          currentRevision: 0,
        });
        expect(await store.readStream('cart-1', 0, 10)).toHaveLength(1);
      }),
    );

    test(
      'at most 512 KB, and says so before writing anything',
      onStore(async (store) => {
        const half = 'x'.repeat(300 * 1024);
        const tooMuch = store.append('cart-1', noStream, [fact('a', { half }), fact('b', { half })]);
        const error: unknown = await tooMuch.then(() => null).catch((refused: unknown) => refused);
        expect(error).toMatchObject({ message: expect.any(String) });
        expect(error).not.toBeInstanceOf(OutcomeUnknown);
        expect(await store.readStream('cart-1', 0, 10)).toEqual([]);
        await store.append('cart-1', noStream, [fact('a', { half })]);
      }),
    );

    test(
      'for one of two writers at the same revision',
      onStore(async (store) => {
        const writers = Array.from({ length: 10 }, (_, n) => store.append('inventory-1', noStream, facts(`w${n}`, 2)));
        const outcomes = (await Promise.all(writers)).map(({ outcome }) => outcome);
        expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1);
        expect(await store.readStream('inventory-1', 0, 100)).toHaveLength(2);
      }),
    );
  });

  describe(`${name} reads`, () => {
    test(
      'a stream in pages',
      onStore(async (store) => {
        await store.append('order-1', noStream, facts('a', 7));
        await store.append('order-2', noStream, facts('b', 1));
        const revisions = async (from: number, limit: number) =>
          (await store.readStream('order-1', from, limit)).map(({ revision }) => revision);
        expect(await revisions(0, 3)).toEqual([0, 1, 2]);
        expect(await revisions(3, 3)).toEqual([3, 4, 5]);
        expect(await revisions(6, 3)).toEqual([6]);
        expect(await revisions(7, 3)).toEqual([]);
        expect(await store.readStream('order-none', 0, 3)).toEqual([]);
      }),
    );

    test(
      'the log in pages, every event once, in the order of positions',
      onStore(async (store) => {
        await fill(store, 30);
        const read = await wholeLog(store, 4);
        expect(read.map(({ id }) => id)).toEqual((await wholeLog(store, 1000)).map(({ id }) => id));
        expect(read).toHaveLength(60);
        const positions = read.map(({ position }) => position);
        expect(positions).toEqual([...new Set(positions)].toSorted(comparePositions));
        for (const event of read) expect(await store.readStream(event.stream, event.revision, 1)).toEqual([event]);
      }),
    );

    test(
      'the log from where a page looked to, which stands still at the end alone',
      onStore(async (store) => {
        expect(await store.readAll(null, 10)).toMatchObject({ events: [] });
        await fill(store, 10);
        const log = await wholeLog(store);
        const ids: string[] = [];
        let pages = 0;
        for (let after: Position | null = null; ;) {
          const { events, reached }: LogPage = await store.readAll(after, 3);
          expect(events.length).toBeLessThanOrEqual(3);
          for (const { position } of events)
            expect([isAfter(position, after), reaches(reached, position)]).toEqual([true, true]);
          ids.push(...events.map(({ id }) => id));
          if (reached === after) break;
          expect(isAfter(reached!, after)).toBe(true);
          after = reached;
          pages += 1;
        }
        expect(ids).toEqual(log.map(({ id }) => id));
        expect(pages).toBeGreaterThanOrEqual(7);
      }),
    );

    test(
      'the log with only the types that are asked for read; of the others the place, the id and the type',
      onStore(async (store) => {
        const [book, lamp] = facts('a', 2) as [NewEvent, NewEvent];
        await store.append('order-1', noStream, [book, { ...lamp, type: "Lamp's Lit" }]);
        const [first, second] = await wholeLog(store, 10);
        const { id, stream, revision, position } = second!;
        const passed = { id, stream, revision, position, type: "Lamp's Lit", data: {}, passedOver: true };
        const of = async (after: Position | null, ...types: readonly string[]) =>
          (await pagesAfter(store, after, 100, new Set(types)).next()).value;
        expect(await of(null, book.type)).toEqual([first, { ...passed, metadata: expect.anything() }]);
        expect(await of(first!.position, "Lamp's Lit")).toEqual([second]);
        expect(await of(null)).toMatchObject([{ passedOver: true }, { passedOver: true }]);
      }),
    );

    test(
      'as its head the position of the last shop event, and none when there is none',
      onStore(async (store) => {
        expect(await store.head()).toBeNull();
        expect(await wholeLog(store)).toEqual([]);
        await fill(store, 10);
        const last = (await wholeLog(store, 100)).at(-1)!;
        expect(await store.head()).toBe(last.position);
        expect((await store.readAll(last.position, 10)).events).toEqual([]);
      }),
    );

    test(
      'the one event at a position, and nothing beside it',
      onStore(async (store) => {
        await fill(store, 10);
        const log = await wholeLog(store, 100);
        for (const event of log) expect(await store.eventAt(event.position)).toEqual(event);
        expect(await store.eventAt(beginning)).toBeNull();
        expect(await store.eventAt(positionOf(2n ** 63n, 7))).toBeNull();
      }),
    );

    test(
      'one log id for ever',
      onStore(async (store, opened) => {
        const id = await store.logId();
        expect(id).toMatch(/.{8,}/);
        expect(await store.logId()).toBe(id);
        await fill(store, 5);
        const log = await wholeLog(store, 100);
        const again = await opened.reopen();
        expect(await again.logId()).toBe(id);
        expect(await wholeLog(again, 100)).toEqual(log);
      }),
    );
  });

  describe(`${name} delivers`, () => {
    test(
      'what was there and what comes, each once, in order',
      onStore(async (store) => {
        await fill(store, 10);
        const seen: StoredEvent[] = [];
        const subscription = store.subscribe(null, async (events) => void seen.push(...events));
        await fill(store, 10, 'later');
        await eventually(() => seen.length >= 40);
        await subscription.close();
        expect(seen).toEqual(await wholeLog(store, 1000));
      }),
    );

    test(
      'exactly what comes after a position',
      onStore(async (store) => {
        await fill(store, 10);
        const log = await wholeLog(store, 100);
        const seen: StoredEvent[] = [];
        const subscription = store.subscribe(log[6]!.position, async (events) => void seen.push(...events));
        await eventually(() => seen.length >= 13);
        await subscription.close();
        expect(seen).toEqual(log.slice(7));
      }),
    );

    test(
      'one batch at a time, and nothing after it was closed',
      onStore(async (store) => {
        let [inside, most, seen] = [0, 0, 0];
        const subscription = store.subscribe(null, async (events) => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          seen += events.length;
          inside -= 1;
        });
        await fill(store, 20);
        await eventually(() => seen >= 40);
        await subscription.close();
        await fill(store, 5, 'closed');
        await wholeLog(store, 100);
        expect({ most, seen }).toEqual({ most: 1, seen: 40 });
      }),
    );

    test(
      'a batch again whose receiver failed',
      onStore(async (store) => {
        await fill(store, 5);
        const seen: StoredEvent[] = [];
        let failures = 0;
        const subscription = store.subscribe(null, async (events) => {
          failures += 1;
          if (failures <= 2) throw new Error('not now');
          seen.push(...events);
        });
        await eventually(() => seen.length >= 10);
        await subscription.close();
        expect(seen).toEqual(await wholeLog(store, 100));
      }),
    );
  });
}

function fact(name: string, data: NewEvent['data'] = {}): NewEvent {
  return {
    id: derivedId('fact', name),
    type: 'SomethingHappened',
    data,
    metadata: {
      version: 1,
      time: '2026-01-01T00:00:00.000Z',
      actor: { id: 'someone', role: 'customer' },
      correlationId: 'c',
      causationId: 'c',
      commandId: name,
      previousHash: null,
      hash: name,
    },
  };
}

function facts(name: string, count: number): readonly NewEvent[] {
  return Array.from({ length: count }, (_, n) => fact(`${name}-${n}`, { n }));
}

/** The first two events of cart-1 as a command service makes them of one command: only ids and types are always the same. */
function drafts(second: string, sealed: string): readonly NewEvent[] {
  const events: NewEvent[] = [];
  for (const revision of [0, 1]) {
    const { id, type, metadata } = fact(`draft-${revision}`);
    const previousHash = events.at(-1)?.metadata.hash ?? null;
    const chain = { ...metadata, time: `2026-01-01T00:00:${second}.000Z`, previousHash };
    events.push(chained('cart-1', revision, { id, type, data: { name: { $sealed: sealed } }, metadata: chain }).event);
  }
  return events;
}

/** Two events to each of so many streams, at the same time. */
async function fill(store: EventStore, streams: number, prefix = 'order'): Promise<void> {
  const appends = Array.from({ length: streams }, async (_, n) => {
    await store.append(`${prefix}-${n}`, noStream, facts(`${prefix}-${n}`, 1));
    await store.append(`${prefix}-${n}`, 0, facts(`${prefix}-${n}-more`, 1));
  });
  await Promise.all(appends);
}

function toldIn(result: object): unknown {
  return 'position' in result ? result.position : undefined;
}
