import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Alarm } from './alarm.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function alarm() {
  const rung: number[] = [];
  const from = performance.now();
  return { rung, alarm: new Alarm(() => rung.push(performance.now() - from)) };
}

test('rings once, at the earliest moment that it was set for', () => {
  const { alarm: each, rung } = alarm();
  for (const ms of [300, 100, 200]) each.within(ms);
  jest.advanceTimersByTime(1_000);
  expect(rung).toEqual([100]);
});

test('can be set anew once it has rung', () => {
  const { alarm: each, rung } = alarm();
  each.within(100);
  jest.advanceTimersByTime(100);
  each.within(200);
  jest.advanceTimersByTime(1_000);
  expect(rung).toEqual([100, 300]);
});

test('rings at once for a moment that has passed, and not at once for one beyond what a timer can wait', () => {
  const { alarm: each, rung } = alarm();
  each.within(2 ** 40);
  jest.advanceTimersByTime(1_000);
  expect(rung).toEqual([]);
  each.within(-5);
  jest.advanceTimersByTime(0);
  expect(rung).toEqual([1_000]);
});

test('rings no more once it is stopped', () => {
  const { alarm: each, rung } = alarm();
  each.within(100);
  each.stop();
  each.within(50);
  jest.advanceTimersByTime(1_000);
  expect(rung).toEqual([]);
});
