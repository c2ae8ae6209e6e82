import { expect, test } from '@jest/globals';
import { periodOf } from './period.ts';

test.each([
  ['2026-03-01', '2026-W09'],
  ['2026-03-02', '2026-W10'],
  ['2025-12-28', '2025-W52'],
  ['2025-12-29', '2026-W01'],
  ['2026-01-04', '2026-W01'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
])('%s is in the ISO week %s', (day, week) => {
  expect(periodOf(day, 'week')).toBe(week);
});

test('a day is its own period, a month has its name', () => {
  expect(periodOf('2026-03-01', 'day')).toBe('2026-03-01');
  expect(periodOf('2026-03-01', 'month')).toBe('2026-03');
});
