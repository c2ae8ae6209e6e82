import { expect, test } from '@jest/globals';
import type { Position } from '../log/position.ts';
import { positionOf, reaches } from '../log/position.ts';
import { Waiters } from '../feed/waiters.ts';
import type { Scheduled } from '../stores/schedule.ts';
import { yieldTurn } from '../tools/yield-turn.ts';
import type { Work } from './key-queues.ts';
import { ProcessIds } from './process-ids.ts';
import { TimeoutTurns } from './timeout-turns.ts';

const due: Scheduled = { key: 'o-1', name: 'pay', dueAt: '2026-03-01T10:00:00.000Z', revision: 0, correlationId: 'c' };
const at = positionOf;

/** A process that was decided last at a position, in a log with a head. The test has the reactor read and work. */
function process(decidedAt: number | null, head: number | null) {
  const log = { decidedAt, head, isKnownAsSent: false };
  const waiting: Work[] = [];
  const decided: string[] = [];
  let read: Position | null = null;
  const readers = new Waiters(() => read);
  const positionAt = (place: number | null) => (place === null ? null : at(place));
  const turns = new TimeoutTurns<string>({
    ids: new ProcessIds('orders'),
    head: async () => positionAt(log.head),
    reactor: {
      hasRead: (position) => readers.wait(position, Number.POSITIVE_INFINITY),
      enqueue: (_, work) => void waiting.push(work),
    },
    load: async () => ({ state: 'kept', revision: 0, position: positionAt(log.decidedAt), time: null }),
    isKnownAsSent: () => log.isKnownAsSent,
    decide: async ({ name }) => void decided.push(name),
  });
  const readTo = async (place: number) => {
    if (!reaches(read, at(place))) read = at(place);
    readers.notify();
    await yieldTurn();
  };
  const work = async () => {
    await waiting.shift()!.run();
    await yieldTurn();
  };
  return { log, turns, waiting, decided, readTo, work, close: () => readers.close() };
}

test('a time-out takes no turn before all is read that was in the log when it was due', async () => {
  const { turns, waiting, decided, readTo, work } = process(2, 5);
  const linedUp = turns.lineUp(due);
  await readTo(4);
  expect(waiting).toEqual([]);
  await readTo(5);
  await linedUp;
  await work();
  expect(decided).toEqual(['pay']);
});

test('nor before the last decision is read, where the log says no later head', async () => {
  const { turns, waiting, readTo } = process(6, 5);
  void turns.lineUp(due);
  await readTo(5);
  expect(waiting).toEqual([]);
  await readTo(6);
  expect(waiting).toHaveLength(1);
});

test('a time-out whose reactor closes before it has read so far takes no turn', async () => {
  const { turns, waiting, close } = process(2, 5);
  const linedUp = turns.lineUp(due);
  await yieldTurn();
  close();
  await linedUp;
  expect(waiting).toEqual([]);
});

test('a time-out before whose turn something else was decided waits until that is read, and takes another turn', async () => {
  const { log, turns, waiting, decided, readTo, work } = process(2, 5);
  void turns.lineUp(due);
  await readTo(5);
  Object.assign(log, { decidedAt: 7, head: 7 });
  await work();
  expect([decided, waiting]).toEqual([[], []]);
  await readTo(7);
  await work();
  expect(decided).toEqual(['pay']);
});

test('it does not wait when what was decided was read and sent by this process', async () => {
  const { log, turns, decided, readTo, work } = process(2, 5);
  void turns.lineUp(due);
  await readTo(5);
  Object.assign(log, { decidedAt: 7, head: 7, isKnownAsSent: true });
  await work();
  expect(decided).toEqual(['pay']);
});
