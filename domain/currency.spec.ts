import { expect, test } from '@jest/globals';
import { exponentOf, isCurrency } from './currency.ts';

test('currencies are known by their upper-case code', () => {
  expect(['EUR', 'JPY', 'KWD', 'XCG'].every(isCurrency)).toBe(true);
  expect(['eur', 'EURO', 'XAU', 'ZZZ', '', 'constructor'].some(isCurrency)).toBe(false);
});

test('minor units follow ISO 4217', () => {
  expect(['EUR', 'JPY', 'KWD', 'ZZZ'].map(exponentOf)).toEqual([2, 0, 3, 2]);
});
