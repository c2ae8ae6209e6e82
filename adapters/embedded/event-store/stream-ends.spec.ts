import { expect, test } from '@jest/globals';
import { StreamEnds } from './stream-ends.ts';

test('of a stream that was never appended to nothing is certain', () => {
  expect(new StreamEnds().isBeyond('cart-ada', 100)).toBe(false);
});

test('after an append the stream ends with it', () => {
  const ends = new StreamEnds();
  ends.begin('cart-ada')(4);
  expect([4, 5].map((revision) => ends.isBeyond('cart-ada', revision))).toEqual([false, true]);
});

test('while an append is under way its stream has no certain end', () => {
  const ends = new StreamEnds();
  ends.begin('cart-ada')(4);
  const first = ends.begin('cart-ada');
  const second = ends.begin('cart-ada');
  first(5);
  expect(ends.isBeyond('cart-ada', 6)).toBe(false);
  second(6);
  expect([6, 7].map((revision) => ends.isBeyond('cart-ada', revision))).toEqual([false, true]);
});

test('an append whose outcome is not known leaves the end unknown', () => {
  const ends = new StreamEnds();
  ends.begin('cart-ada')(4);
  ends.begin('cart-ada')(null);
  expect(ends.isBeyond('cart-ada', 5)).toBe(false);
});
