import { expect, jest, test, beforeEach, afterEach } from '@jest/globals';
import { BusyFlag, Throttle } from './throttle.ts';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['performance'] }));
afterEach(() => void jest.useRealTimers());

const isUp = (flag: BusyFlag): boolean => Atomics.load(new Int32Array(flag.shared), 0) === 1;

test('the flag is up from the first request until a while after the last one was answered', () => {
  const flag = new BusyFlag();
  expect(isUp(flag)).toBe(false);
  flag.begin();
  flag.begin();
  flag.end();
  jest.advanceTimersByTime(1_000);
  expect(isUp(flag)).toBe(true);
  flag.end();
  jest.advanceTimersByTime(49);
  expect(isUp(flag)).toBe(true);
  jest.advanceTimersByTime(1);
  expect(isUp(flag)).toBe(false);
});

test('another request in that while keeps the flag up', () => {
  const flag = new BusyFlag();
  for (let request = 0; request < 3; request += 1) {
    flag.begin();
    flag.end();
    jest.advanceTimersByTime(40);
    expect(isUp(flag)).toBe(true);
  }
  jest.advanceTimersByTime(10);
  expect(isUp(flag)).toBe(false);
});

test('who shares no memory is told each change once, until it follows no more', () => {
  const flag = new BusyFlag();
  const told: boolean[] = [];
  const unfollow = flag.follow((isBusy) => told.push(isBusy));
  flag.begin();
  flag.begin();
  flag.end();
  flag.end();
  jest.advanceTimersByTime(50);
  flag.begin();
  unfollow();
  flag.end();
  jest.advanceTimersByTime(50);
  expect(told).toEqual([false, true, false, true]);
});

test('a thread goes on at once while no request is in flight, and for a while after it paused for long enough', () => {
  const flag = new BusyFlag();
  const waits = jest.spyOn(Atomics, 'wait');
  const { pause } = new Throttle(flag.shared);
  pause();
  expect(waits).not.toHaveBeenCalled();
  flag.begin();
  pause();
  expect(waits).toHaveBeenCalledTimes(1);
  expect(waits).toHaveReturnedWith('timed-out');
  waits.mockRestore();
});
