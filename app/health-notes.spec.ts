import { expect, test } from '@jest/globals';
import { healthNotes } from './health-notes.ts';

test('a shop that is well has no notes', () => {
  expect(
    healthNotes([{ name: 'orders', parked: 0, state: 'live' }], [{ name: 'order-saga', state: 'running' }]),
  ).toEqual([]);
});

test('parked events, views that stand still and process managers that do nothing are named', () => {
  const views = [
    { name: 'orders', parked: 2, state: 'live' },
    { name: 'carts', parked: 0, state: 'refused' },
  ] as const;
  const processes = [
    { name: 'order-saga', state: 'refused' },
    { name: 'messages', state: 'superseded' },
  ] as const;
  expect(healthNotes(views, processes)).toEqual([
    'parked events: 2 of view orders',
    'view carts stands still, made by other code or from another log: rebuild it',
    'order-saga does nothing: its checkpoint belongs to another log',
    'messages does nothing here: another process has taken its checkpoint',
  ]);
});
