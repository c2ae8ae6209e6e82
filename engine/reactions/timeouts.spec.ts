import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { RoughSchedule } from '../../test/rough/schedule.ts';
import type { Scheduled } from '../stores/schedule.ts';
import { Timeouts } from './timeouts.ts';

const now = Date.parse('2026-03-01T10:00:00.000Z');
const after = (seconds: number) => new Date(now + seconds * 1000).toISOString();

beforeEach(() => void jest.useFakeTimers({ now }));
afterEach(() => void jest.useRealTimers());

const dueAfter = (seconds: number): Scheduled => {
  return { key: `o-${seconds}`, name: 'pay', dueAt: after(seconds), revision: 0, correlationId: 'c' };
};

/** Names of what was fired, in the order in which it was. */
function open() {
  const fired: string[] = [];
  const clock = () => new Date().toISOString();
  const timeouts = new Timeouts('orders', new RoughSchedule(), clock, ({ key }) => void fired.push(key));
  return { timeouts, fired };
}

test('a time-out that is set later and due earlier is fired when it is due', async () => {
  const { timeouts, fired } = open();
  await timeouts.set([dueAfter(30)]);
  await timeouts.set([dueAfter(5)]);
  await jest.advanceTimersByTimeAsync(4_999);
  expect(fired).toEqual([]);
  await jest.advanceTimersByTimeAsync(101);
  expect(fired).toEqual(['o-5']);
  await jest.advanceTimersByTimeAsync(25_000);
  expect(fired).toEqual(['o-5', 'o-30']);
  timeouts.stop();
});

test('one that is due later holds none back', async () => {
  const { timeouts, fired } = open();
  await timeouts.set([dueAfter(5)]);
  await timeouts.set([dueAfter(30)]);
  await jest.advanceTimersByTimeAsync(5_100);
  expect(fired).toEqual(['o-5']);
  timeouts.stop();
});

test('nothing is fired any more once they are stopped', async () => {
  const { timeouts, fired } = open();
  await timeouts.set([dueAfter(5)]);
  timeouts.stop();
  await timeouts.set([dueAfter(1)]);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(fired).toEqual([]);
});
