import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { claimMs, unknownRevision } from '../../engine/stores/schedule.ts';
import type { Schedule, Scheduled } from '../../engine/stores/schedule.ts';
import type { OpenSubject, Subject } from './subject.ts';

const noonAnd = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 12) + seconds * 1_000).toISOString();
const timeout = (key: string, name: string, seconds: number, revision = 0): Scheduled => ({
  ...{ key, name, revision },
  dueAt: noonAnd(seconds),
  correlationId: `what began ${key}`,
});
const keys = (found: readonly Scheduled[]) => found.map(({ key }) => key);

/** What every Schedule must do. */
export function scheduleContract(name: string, open: OpenSubject<Schedule>): void {
  describe(`Schedule: ${name}`, () => {
    let subject: Subject<Schedule>;
    let schedule: Schedule;
    beforeEach(async () => {
      subject = await open();
      schedule = subject.port;
    });
    afterEach(() => subject.dispose());

    test('tells what is due, the longest due first, page by page, and when the next is', async () => {
      await schedule.set('saga', [timeout('c', 'pay', 3), timeout('d', 'pay', 15)]);
      await schedule.set('saga', [timeout('a', 'pay', 1), timeout('b', 'pay', 2)]);
      expect(await schedule.nextDue('saga', noonAnd(0))).toBe(noonAnd(1));
      expect(await schedule.due('saga', noonAnd(0), 10)).toEqual([]);
      expect(await schedule.due('saga', noonAnd(3), 2)).toEqual([timeout('a', 'pay', 1), timeout('b', 'pay', 2)]);
      expect(keys(await schedule.due('saga', noonAnd(3), 2))).toEqual(['c']);
      expect(await schedule.nextDue('saga', noonAnd(3))).toBe(noonAnd(15));
      expect(keys(await schedule.due('saga', noonAnd(15), 10))).toEqual(['d']);
      expect(await schedule.nextDue('saga', noonAnd(15))).toBeNull();
    });

    test('keeps those of one process manager from another', async () => {
      await schedule.set('saga', [timeout('a', 'pay', 1)]);
      expect(await schedule.due('erasure', noonAnd(9), 10)).toEqual([]);
      expect(await schedule.nextDue('erasure', noonAnd(0))).toBeNull();
      expect(await schedule.ofProcess('erasure', 'a')).toEqual([]);
      await schedule.done('erasure', timeout('a', 'pay', 1));
      expect(keys(await schedule.due('saga', noonAnd(9), 10))).toEqual(['a']);
    });

    test('tells the time-outs of a process by name, claimed or not', async () => {
      await schedule.set('saga', [timeout('a', 'void', 1), timeout('a', 'pay', 1, 4), timeout('aa', 'pay', 1)]);
      await schedule.due('saga', noonAnd(9), 10);
      expect(await schedule.ofProcess('saga', 'a')).toEqual([timeout('a', 'pay', 1, 4), timeout('a', 'void', 1)]);
      expect(await schedule.ofProcess('saga', 'nobody')).toEqual([]);
    });

    test('of many workers that ask at once one is told, until its claim has passed', async () => {
      const many = Array.from({ length: 30 }, (_, n) => timeout(`order ${n}`, 'pay', 1));
      await schedule.set('saga', many);
      const told = await Promise.all(Array.from({ length: 10 }, () => schedule.due('saga', noonAnd(1), 7)));
      expect(told.flatMap(keys).toSorted()).toEqual(keys(many).toSorted());
      expect(await schedule.due('saga', noonAnd(claimMs / 1_000), 30)).toEqual([]);
      expect(await schedule.due('saga', noonAnd(1 + claimMs / 1_000), 30)).toHaveLength(30);
    });

    test('tells again at once of what was given back, and not of what was done meanwhile', async () => {
      await schedule.set('saga', [timeout('a', 'pay', 1), timeout('b', 'pay', 2), timeout('c', 'pay', 3)]);
      const [a, b, c] = await schedule.due('saga', noonAnd(9), 10);
      await schedule.done('saga', b!);
      await schedule.set('saga', [timeout('c', 'pay', 4, 1)]);
      await schedule.release('saga', [a!, b!, c!]);
      await schedule.release('saga', [a!, b!, c!]);
      expect(await schedule.due('saga', noonAnd(9), 10)).toEqual([timeout('a', 'pay', 1), timeout('c', 'pay', 4, 1)]);
      await schedule.release('saga', [c!]);
      expect(await schedule.due('saga', noonAnd(9), 10)).toEqual([]);
    });

    test('is written only forward: an older record changes nothing, a later one sets it anew, unclaimed', async () => {
      await schedule.set('saga', [timeout('a', 'pay', 5, 3)]);
      expect(await schedule.due('saga', noonAnd(5), 10)).toHaveLength(1);
      for (const revision of [unknownRevision, 2, 3]) await schedule.set('saga', [timeout('a', 'pay', 1, revision)]);
      expect(await schedule.ofProcess('saga', 'a')).toEqual([timeout('a', 'pay', 5, 3)]);
      expect(await schedule.due('saga', noonAnd(5), 10)).toEqual([]);
      await schedule.set('saga', [timeout('a', 'pay', 6, 4)]);
      expect(await schedule.nextDue('saga', noonAnd(5))).toBe(noonAnd(6));
      expect(await schedule.due('saga', noonAnd(6), 10)).toEqual([timeout('a', 'pay', 6, 4)]);
    });

    test('removes what has had its effect, and not what was set anew meanwhile', async () => {
      await schedule.set('saga', [timeout('a', 'pay', 1, unknownRevision), timeout('a', 'void', 1, 2)]);
      await schedule.done('saga', timeout('a', 'pay', 1, 0));
      await schedule.done('saga', timeout('a', 'void', 1, 1));
      expect(await schedule.due('saga', noonAnd(1), 10)).toHaveLength(2);
      await schedule.done('saga', timeout('a', 'pay', 1, unknownRevision));
      await schedule.done('saga', timeout('a', 'void', 1, 2));
      await schedule.done('saga', timeout('a', 'void', 1, 2));
      expect(await schedule.ofProcess('saga', 'a')).toEqual([]);
    });

    test('is there after a restart; what a worker that is gone had claimed is told again in time', async () => {
      await schedule.set('saga', [timeout('a', 'pay', 1, 7), timeout('b', 'pay', 2)]);
      await schedule.due('saga', noonAnd(1), 10);
      schedule = await subject.reopen();
      expect(await schedule.ofProcess('saga', 'a')).toEqual([timeout('a', 'pay', 1, 7)]);
      const found = [
        ...(await schedule.due('saga', noonAnd(2), 10)),
        ...(await schedule.due('saga', noonAnd(1 + claimMs / 1_000), 10)),
      ];
      expect(keys(found).toSorted()).toEqual(['a', 'b']);
    });
  });
}
