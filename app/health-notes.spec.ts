import { expect, test } from '@jest/globals';
import { healthNotes } from './health-notes.ts';

test('a shop that is well has no notes', () => {
  expect(
    healthNotes([{ name: 'orders', parked: 0, state: 'live' }], [{ name: 'order-saga', state: 'running' }]),
  ).toEqual([]);
});

test('parked events, views that stand still and process managers of another log are named', () => {
  const views = [
    { name: 'orders', parked: 2, state: 'live' },
    { name: 'carts', parked: 0, state: 'refused' },
  ] as const;
  expect(healthNotes(views, [{ name: 'order-saga', state: 'refused' }])).toEqual([
    'parked events: 2 of view orders',
    'view carts stands still, made by other code or from another log: rebuild it',
    'order-saga does nothing: its checkpoint belongs to another log',
  ]);
});
