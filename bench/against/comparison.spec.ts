import { describe, expect, test } from '@jest/globals';
import { compare, exitCodeOf, isSlower, median, tableOf, threshold } from './comparison.ts';

describe('A median', () => {
  test.each([
    [[7], 7],
    [[10, 9, 200], 10],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (numbers, middle) => expect(median(numbers)).toBe(middle));

  test('of nothing is none', () => expect(() => median([])).toThrow('no median'));
});

describe('A comparison', () => {
  const rounds = [
    { now: 90, before: 100 },
    { now: 210, before: 200 },
    { now: 50, before: 40 },
  ];

  test('takes the median of each side, and the median of the ratios within the rounds, not the ratio of the medians', () => {
    expect(compare('orders', rounds)).toEqual({
      name: 'orders',
      now: 90,
      before: 100,
      ratio: 1.05,
      lowest: 0.9,
      highest: 1.25,
    });
  });

  test('one slow round of a busy machine does not make it slower', () => {
    const fine = { now: 100, before: 100 };
    expect(isSlower(compare('orders', [fine, { now: 10, before: 100 }, fine]))).toBe(false);
  });

  test('is slower below the threshold, not at it', () => {
    expect(threshold).toBe(0.95);
    expect(isSlower(compare('orders', [{ now: 95, before: 100 }]))).toBe(false);
    expect(isSlower(compare('orders', [{ now: 94.9, before: 100 }]))).toBe(true);
  });

  test('nothing that was measured on either side counts as slower', () => {
    expect(isSlower(compare('orders', [{ now: 0, before: 0 }]))).toBe(true);
  });

  test('of several measures fails when one of them is slower', () => {
    const [fine, slow] = [compare('fine', [{ now: 1, before: 1 }]), compare('slow', [{ now: 9, before: 10 }])];
    expect([exitCodeOf([]), exitCodeOf([fine]), exitCodeOf([fine, slow])]).toEqual([0, 0, 1]);
  });

  test('is told in a line', () => {
    const told = tableOf([compare('orders', rounds), compare('start', [{ now: 1.2, before: 1.5 }])]);
    expect(told.split('\n')).toEqual([
      'measure                  now    before  now/before      rounds',
      'orders                  90/s     100/s       1.050   0.90–1.25',
      'start                 1.20/s    1.50/s       0.800   0.80–0.80  below 0.95',
    ]);
  });
});
