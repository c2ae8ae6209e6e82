import { expect, jest, test, beforeEach, afterEach } from '@jest/globals';
import { Courtesy, Serving } from './throttle.ts';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['performance'] }));
afterEach(() => void jest.useRealTimers());

const seen = (serving: Serving): boolean => Atomics.load(new Int32Array(serving.sign), 0) === 1;

test('the sign is up from the first request until a while after the last one was answered', () => {
  const serving = new Serving();
  expect(seen(serving)).toBe(false);
  serving.begin();
  serving.begin();
  serving.end();
  jest.advanceTimersByTime(1_000);
  expect(seen(serving)).toBe(true);
  serving.end();
  jest.advanceTimersByTime(49);
  expect(seen(serving)).toBe(true);
  jest.advanceTimersByTime(1);
  expect(seen(serving)).toBe(false);
});

test('another request in that while keeps the sign up', () => {
  const serving = new Serving();
  for (let request = 0; request < 3; request += 1) {
    serving.begin();
    serving.end();
    jest.advanceTimersByTime(40);
    expect(seen(serving)).toBe(true);
  }
  jest.advanceTimersByTime(10);
  expect(seen(serving)).toBe(false);
});

test('who shares no memory is told each change once, until it follows no more', () => {
  const serving = new Serving();
  const told: boolean[] = [];
  const unfollow = serving.follow((isServing) => told.push(isServing));
  serving.begin();
  serving.begin();
  serving.end();
  serving.end();
  jest.advanceTimersByTime(50);
  serving.begin();
  unfollow();
  serving.end();
  jest.advanceTimersByTime(50);
  expect(told).toEqual([false, true, false, true]);
});

test('a thread goes on at once while nobody is served, and for a while after it stood back for long enough', () => {
  const serving = new Serving();
  const waits = jest.spyOn(Atomics, 'wait');
  const { standBack } = new Courtesy(serving.sign);
  standBack();
  expect(waits).not.toHaveBeenCalled();
  serving.begin();
  standBack();
  expect(waits).toHaveBeenCalledTimes(1);
  expect(waits).toHaveReturnedWith('timed-out');
  waits.mockRestore();
});
