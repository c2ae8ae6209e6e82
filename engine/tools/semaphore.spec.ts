import { expect, test } from '@jest/globals';
import { heldWork } from '../../test/held-work.ts';
import { Semaphore } from './semaphore.ts';

const calm = new AbortController().signal;

test('as many run at a time as there are places, the others in the order they came', async () => {
  const begun: string[] = [];
  const semaphore = new Semaphore(2);
  const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((name) => heldWork(begun, name));
  const results = [one, two, three, four].map((each) => semaphore.take(calm, each!.run));
  await Promise.resolve();
  expect(begun).toEqual(['one', 'two']);
  two!.end();
  expect(await results[1]).toBe('two');
  expect(begun).toEqual(['one', 'two', 'three']);
  for (const each of [one, three, four]) each!.end();
  expect(await Promise.all(results)).toEqual(['one', 'two', 'three', 'four']);
});

test('who gives up while waiting never begins, and keeps nobody from a place', async () => {
  const begun: string[] = [];
  const semaphore = new Semaphore(1);
  const [one, two, three] = ['one', 'two', 'three'].map((name) => heldWork(begun, name));
  const first = semaphore.take(calm, one!.run);
  const leaving = new AbortController();
  const second = semaphore.take(leaving.signal, two!.run);
  const third = semaphore.take(calm, three!.run);
  leaving.abort(new Error('cancelled'));
  await expect(second).rejects.toThrow('cancelled');
  for (const each of [one, three]) each!.end();
  await Promise.all([first, third]);
  expect(begun).toEqual(['one', 'three']);
});

test('work that fails gives its place back', async () => {
  const semaphore = new Semaphore(1);
  await expect(semaphore.take(calm, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await semaphore.take(calm, async () => 'next')).toBe('next');
});
