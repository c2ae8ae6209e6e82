import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { repeat, retry } from './retry.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const backOff = { firstMs: 100, mostMs: 400 };

/** An attempt that does one thing after the other and tells when; the last thing for ever. */
function attempts(...things: (string | Error)[]) {
  const at: number[] = [];
  const start = Date.now();
  const make = async (): Promise<string> => {
    const thing = things[Math.min(at.length, things.length - 1)]!;
    at.push(Date.now() - start);
    if (thing instanceof Error) throw thing;
    return thing;
  };
  return { make, at };
}

const told: string[] = [];
beforeEach(() => void (told.length = 0));
const failed = (error: unknown, failures: number) => void told.push(`${failures}: ${(error as Error).message}`);
const options = { backOff, failed, random: () => 1 };

test('a failed attempt is made again after rests that double up to the longest; each failure is told', async () => {
  const { make, at } = attempts(new Error('a'), new Error('b'), new Error('c'), new Error('d'), 'done');
  const result = retry(make, options);
  await jest.runAllTimersAsync();
  expect(await result).toBe('done');
  expect(at).toEqual([0, 100, 300, 700, 1_100]);
  expect(told).toEqual(['1: a', '2: b', '3: c', '4: d']);
});

test('at least half of a rest is kept, the other half is drawn by lot', async () => {
  const { make, at } = attempts(new Error('a'), new Error('b'), 'done');
  const result = retry(make, { ...options, random: () => 0 });
  await jest.runAllTimersAsync();
  await result;
  expect(at).toEqual([0, 50, 150]);
});

test('a failure after the attempt has advanced counts as the first', async () => {
  const { make, at } = attempts(new Error('a'), new Error('b'), new Error('c'), 'done');
  const result = retry(async (advanced) => {
    if (at.length === 2) advanced();
    return make();
  }, options);
  await jest.runAllTimersAsync();
  await result;
  expect(told).toEqual(['1: a', '2: b', '1: c']);
  expect(at).toEqual([0, 100, 300, 400]);
});

test('who hears of a failure may end it by throwing', async () => {
  const { make, at } = attempts(new Error('a'), new Error('b'));
  const result = retry(make, {
    ...options,
    failed: (error, failures) => {
      if (failures === 2) throw error;
    },
  });
  await Promise.all([expect(result).rejects.toThrow('b'), jest.runAllTimersAsync()]);
  expect(at).toEqual([0, 100]);
});

test('an abort ends the rest, and the last failure is thrown', async () => {
  const { make, at } = attempts(new Error('a'));
  const abort = new AbortController();
  const result = retry(make, { ...options, signal: abort.signal });
  await jest.advanceTimersByTimeAsync(99);
  abort.abort();
  await expect(result).rejects.toThrow('a');
  expect(at).toEqual([0]);
  expect(jest.getTimerCount()).toBe(0);
});

test('steps are taken until the abort; after one that succeeds, the failures count anew', async () => {
  const { make, at } = attempts(new Error('a'), new Error('b'), 'step', new Error('c'), 'step', 'last');
  const abort = new AbortController();
  const step = async () => {
    if ((await make()) === 'last') abort.abort();
  };
  const all = repeat(step, { ...options, signal: abort.signal });
  await jest.runAllTimersAsync();
  await all;
  expect(told).toEqual(['1: a', '2: b', '1: c']);
  expect(at).toEqual([0, 100, 300, 300, 400, 400]);
});

test('an abort while steps fail ends them without a failure; none begins after it', async () => {
  const { make, at } = attempts(new Error('a'));
  const abort = new AbortController();
  const all = repeat(() => make().then(() => {}), { ...options, signal: abort.signal });
  await jest.advanceTimersByTimeAsync(150);
  abort.abort();
  await all;
  await repeat(() => make().then(() => {}), { ...options, signal: abort.signal });
  expect(at).toEqual([0, 100]);
});

test('steps end with what the hearer of a failure throws', async () => {
  const { make } = attempts(new Error('a'));
  const step = () => make().then(() => {});
  const { signal } = new AbortController();
  const failed = () => {
    throw new Error('enough');
  };
  await expect(repeat(step, { ...options, failed, signal })).rejects.toThrow('enough');
});
