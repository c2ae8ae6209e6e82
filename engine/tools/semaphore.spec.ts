import { expect, test } from '@jest/globals';
import { Places } from './semaphore.ts';

const calm = new AbortController().signal;

function work(begun: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = async () => {
    begun.push(name);
    await ended;
    return name;
  };
  return { run, end };
}

test('as many run at a time as there are places, the others in the order they came', async () => {
  const begun: string[] = [];
  const places = new Places(2);
  const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((name) => work(begun, name));
  const results = [one, two, three, four].map((each) => places.take(calm, each!.run));
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
  const places = new Places(1);
  const [one, two, three] = ['one', 'two', 'three'].map((name) => work(begun, name));
  const first = places.take(calm, one!.run);
  const leaving = new AbortController();
  const second = places.take(leaving.signal, two!.run);
  const third = places.take(calm, three!.run);
  leaving.abort(new Error('cancelled'));
  await expect(second).rejects.toThrow('cancelled');
  for (const each of [one, three]) each!.end();
  await Promise.all([first, third]);
  expect(begun).toEqual(['one', 'three']);
});

test('work that fails gives its place back', async () => {
  const places = new Places(1);
  await expect(places.take(calm, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await places.take(calm, async () => 'next')).toBe('next');
});
