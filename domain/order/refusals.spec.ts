import { expect, test } from '@jest/globals';
import { legalFrom } from './refusals.ts';

test.each([
  ['placed', ['cancelled'], 'An order that is placed may only become cancelled now.'],
  ['confirmed', ['shipped', 'cancelled'], 'An order that is confirmed may only become shipped or cancelled now.'],
  ['shipped', ['delivered'], 'An order that is shipped may only become delivered now.'],
  ['delivered', ['completed'], 'An order that is delivered may only become completed now.'],
  ['completed', [], 'An order that is completed cannot change any more.'],
  ['cancelled', [], 'An order that is cancelled cannot change any more.'],
] as const)('a transition that is refused to an order that is %s names the legal ones', (status, legal, message) =>
  expect(legalFrom(status)).toEqual({ legal, message }),
);
