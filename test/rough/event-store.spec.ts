import { expect, test } from '@jest/globals';
import { noStream, OutcomeUnknown } from '../../engine/log/event-store.ts';
import type { NewEvent, StoredEvent } from '../../engine/log/event.ts';
import { eventually } from '../contracts/subject.ts';
import { emptyLog, RoughEventStore, type Manners } from './event-store.ts';
import { beginning, positionOf, version } from '../../engine/log/position.ts';

const event = (id: string): NewEvent => ({
  id,
  type: 'ItHappened',
  data: {},
  metadata: { hash: id } as NewEvent['metadata'],
});

/** What a hundred appends to streams of their own saw of the store's manners. */
async function seenOf(manners: Manners) {
  const log = emptyLog(manners.seed);
  const store = new RoughEventStore(manners, log);
  const batches: number[] = [];
  const received: StoredEvent[] = [];
  const subscription = store.subscribe(null, async (events) => {
    batches.push(events.length);
    received.push(...events);
  });
  const seen = {
    unknown: 0,
    unknownButThere: 0,
    unknownAndGone: 0,
    toldPositions: 0,
    answeredFirst: 0,
    foreignHeads: 0,
  };
  for (let n = 0; n < 100; n += 1) {
    const stream = `order-${n}`;
    try {
      const answer = await store.append(stream, noStream, [event(`${n}-a`), event(`${n}-b`)]);
      if ('positions' in answer) seen.toldPositions += 1;
      if (!received.some((each) => each.stream === stream)) seen.answeredFirst += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(OutcomeUnknown);
      seen.unknown += 1;
      const isThere = (await store.readStream(stream, 0, 1)).length > 0;
      seen[isThere ? 'unknownButThere' : 'unknownAndGone'] += 1;
    }
    if (log.rows.at(-1)?.stream === '$stats') seen.foreignHeads += 1;
  }
  const head = await store.head();
  await eventually(() => received.at(-1)?.position === head);
  await subscription.close();
  await store.close();
  return { seen, batches, rows: log.rows };
}

test.each([1, 2, 3, 7])('what works on the rough store (seed %i) has met each of its manners', async (seed) => {
  const { seen, batches, rows } = await seenOf({ seed, repliesLost: 0.1, requestsLost: 0.1, foreign: 0.4, turns: 6 });
  expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([]);
  expect(seen.toldPositions).toBeLessThan(100 - seen.unknown);
  expect(new Set(batches).size).toBeGreaterThan(1);
  expect(rows.filter(({ stream }) => stream === '$stats')).not.toEqual([]);
  const commits = rows.map(({ position }) => Number(version(position)));
  const steps = commits.slice(1).map((commit, index) => commit - commits[index]!);
  expect(steps).toContain(0); // One commit of several events.
  expect(Math.max(...steps)).toBeGreaterThan(100);
});

test('the rough store looks at nothing but wire ids, which an event of its own hash alone can have', async () => {
  const store = new RoughEventStore({ seed: 1 });
  const [first, last] = [event('a'), event('b')];
  const appended = await store.append('order-1', noStream, [first, last]);
  const { position } = appended as { position: unknown };
  const forged = { ...last, id: 'another', data: { other: true } };
  expect(await store.append('order-1', noStream, [first, forged])).toEqual({
    outcome: 'appended',
    revision: 1,
    position,
  });
  expect(await store.append('order-1', 0, [forged])).toEqual({ outcome: 'appended', revision: 1, position });
  expect(await store.readStream('order-1', 0, 10)).toMatchObject([first, last]);
});

test('the rough store finds its head in one read of 64 records, or says the newest event that it has seen', async () => {
  const log = emptyLog(4);
  const quiet = { seed: 4, foreign: 0 };
  const foreign = (count: number) =>
    void log.rows.push(
      ...Array.from({ length: count }, () => {
        const commit = version(log.rows.at(-1)?.position ?? beginning) + 100n;
        return {
          position: positionOf(commit, commit),
          stream: '$stats',
          wireId: `${commit}`,
          text: '{"type":"$stats"}',
        };
      }),
    );
  const headOf = async (store: RoughEventStore) => [await store.head(), store.headReads] as const;
  foreign(200);
  expect(await new RoughEventStore(quiet, log).head()).toBeNull();
  const here = new RoughEventStore(quiet, log);
  await here.append('order-1', noStream, [event('a')]);
  const first = (await here.readStream('order-1', 0, 1))[0]!.position;
  foreign(63);
  expect(await headOf(new RoughEventStore(quiet, log))).toEqual([first, 1]);
  foreign(200);
  expect(await headOf(here)).toEqual([first, 1]);
  expect(await headOf(new RoughEventStore(quiet, log))).toEqual([first, 5]);
  const there = new RoughEventStore(quiet, log);
  await there.append('order-2', noStream, [event('b')]);
  foreign(64);
  expect((await headOf(here))[0]).toBe(first);
  const second = (await there.readStream('order-2', 0, 1))[0]!.position;
  expect((await headOf(there))[0]).toBe(second);
  const later = new RoughEventStore(quiet, log);
  await later.readAll(first, 1_000);
  expect(await headOf(later)).toEqual([second, 1]);
});

test('left alone, the rough store loses nothing', async () => {
  const { seen } = await seenOf({ seed: 1 });
  expect(seen.unknown).toBe(0);
});
