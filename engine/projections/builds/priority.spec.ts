import { expect, test } from '@jest/globals';
import { Turns } from '../../tools/turns.ts';
import { Priority } from './priority.ts';

/** An hour: whoever lets events gather is not back before the test is over. */
const options = (backgroundTurns = new Turns()) => ({ batch: 500, lazyMs: 3_600_000, backgroundTurns });

test('a build begins in the background, with small batches; in the foreground they are whole', () => {
  const priority = new Priority(options());
  expect(priority.batch).toBe(100);
  priority.raise();
  expect(priority.batch).toBe(500);
  priority.lower();
  expect(priority.batch).toBe(100);
  expect(new Priority({ ...options(), batch: 7 }).batch).toBe(7);
});

test('one build at a time takes a batch in the background, and those in the foreground do not wait for it', async () => {
  const turns = new Turns();
  const [one, two, foreground] = [
    new Priority(options(turns)),
    new Priority(options(turns)),
    new Priority(options(turns)),
  ];
  foreground.raise();
  const taken: string[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const first = one.take(async () => {
    taken.push('one begins');
    await ended;
    taken.push('one ends');
  }, true);
  const second = two.take(async () => void taken.push('two'), true);
  await foreground.take(async () => void taken.push('foreground'), false);
  end();
  await Promise.all([first, second]);
  expect(taken.filter((each) => each !== 'foreground')).toEqual(['one begins', 'one ends', 'two']);
  expect(taken.indexOf('foreground')).toBeLessThan(taken.indexOf('one ends'));
});

test('a build that lets events gather goes on at once when it comes to the foreground', async () => {
  const turns = new Turns();
  const priority = new Priority(options(turns));
  const gathering = priority.take(async () => {}, false);
  // Its turn is over when the next one comes.
  await turns.take(async () => {});
  priority.raise();
  await gathering;
});
