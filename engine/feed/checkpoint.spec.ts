import { expect, test } from '@jest/globals';
import { isInHistory, isOfThisLog } from './checkpoint.ts';
import { positionOf } from '../log/position.ts';

const [first, second] = [positionOf(1), positionOf(2)];
const log = {
  logId: async () => 'this log',
  eventAt: async (position: string) => (position === first ? { id: 'opened' } : null),
};

test.each([
  ['the event it names, of this log', { logId: 'this log', position: first, eventId: 'opened' }, true],
  ['the beginning of this log', { logId: 'this log', position: null, eventId: '' }, true],
  ['the beginning of another log', { logId: 'another log', position: null, eventId: '' }, false],
  ['that event, of another log', { logId: 'another log', position: first, eventId: 'opened' }, false],
  ['another event at its position', { logId: 'this log', position: first, eventId: 'closed' }, false],
  ['an event that the log does not have any more', { logId: 'this log', position: second, eventId: 'closed' }, false],
])('a checkpoint at %s', async (_, checkpoint, isOfIt) => {
  expect(await isOfThisLog(log, checkpoint)).toBe(isOfIt);
});

test('a log of another id is not asked for its events', async () => {
  const unread = { ...log, eventAt: () => Promise.reject(new Error('Nobody reads it')) };
  expect(await isOfThisLog(unread, { logId: 'another log', position: first, eventId: 'opened' })).toBe(false);
});

test('what does not say its log is told by its event alone', async () => {
  expect(await isInHistory(log, { position: first, eventId: 'opened' })).toBe(true);
  expect(await isInHistory(log, { position: first, eventId: 'closed' })).toBe(false);
});
