import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { answerWithin } from './answer-within.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('answers what the work answers in time, and leaves no timer behind', async () => {
  expect(await answerWithin(100, Promise.resolve('done'), 'late')).toBe('done');
  expect(jest.getTimerCount()).toBe(0);
});

test('throws what the work throws in time', async () => {
  await expect(answerWithin(100, Promise.reject(new Error('broken')), 'late')).rejects.toThrow('broken');
  expect(jest.getTimerCount()).toBe(0);
});

test('answers when the time is over, whatever becomes of the work', async () => {
  let fail: (error: Error) => void = () => {};
  const answer = answerWithin(100, new Promise<string>((_, reject) => (fail = reject)), 'late');
  await jest.advanceTimersByTimeAsync(100);
  expect(await answer).toBe('late');
  fail(new Error('nobody hears of it'));
});
