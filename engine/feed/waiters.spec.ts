import { getEventListeners } from 'node:events';
import { expect, jest, test } from '@jest/globals';
import { positionOf } from '../log/position.ts';
import type { Position } from '../log/position.ts';
import { Waiters } from './waiters.ts';

/** Waiters for something that a test moves. */
function moving() {
  let reached: Position | null = null;
  const waiters = new Waiters(() => reached);
  const moveTo = (at: number) => {
    reached = positionOf(at);
    waiters.notify();
  };
  return { waiters, moveTo };
}

test('who waits hears when the position is reached, and not before', async () => {
  const { waiters, moveTo } = moving();
  const heard = jest.fn();
  const waited = waiters.wait(positionOf(2), 3_600_000).then(heard);
  moveTo(1);
  await Promise.resolve();
  expect(heard).not.toHaveBeenCalled();
  moveTo(2);
  await waited;
  expect(heard).toHaveBeenCalledWith(true);
});

test('who stops waiting, or waits no longer because all ends, is told that it is not reached', async () => {
  const { waiters } = moving();
  const leaving = new AbortController();
  const waited = [waiters.wait(positionOf(1), 3_600_000, leaving.signal), waiters.wait(positionOf(1), 3_600_000)];
  leaving.abort();
  waiters.close();
  expect(await Promise.all([...waited, waiters.wait(positionOf(1), 3_600_000)])).toEqual([false, false, false]);
});

test('a signal that outlives those who wait with it keeps none of them', async () => {
  const { waiters, moveTo } = moving();
  const { signal } = new AbortController();
  const waited = [waiters.wait(positionOf(1), 3_600_000, signal), waiters.wait(positionOf(2), 1, signal)];
  expect(getEventListeners(signal, 'abort')).toHaveLength(2);
  moveTo(1);
  expect(await Promise.all(waited)).toEqual([true, false]);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
