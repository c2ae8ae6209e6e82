import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Turns } from '../../tools/turns.ts';
import { Grace } from './grace.ts';

beforeEach(() => void jest.useFakeTimers({ now: Date.parse('2026-03-01T10:00:00.000Z') }));
afterEach(() => void jest.useRealTimers());

const open = (turns = new Turns()) => new Grace(turns, () => new Date().toISOString(), 1_000);

test('a grace is over at its end, and not before', async () => {
  const grace = open();
  const over = jest.fn(async () => {});
  grace.begin(grace.endFromNow(), over);
  await jest.advanceTimersByTimeAsync(999);
  expect(over).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(over).toHaveBeenCalledTimes(1);
});

const ways: [string, (grace: Grace) => void][] = [
  ['stopped', (grace) => grace.stop()],
  ['followed by another', (grace) => grace.begin('2026-03-01T11:00:00.000Z', async () => {})],
];
test.each(ways)('one that is %s while it waits for its turn does not end', async (_, change) => {
  const turns = new Turns();
  const grace = open(turns);
  const over = jest.fn(async () => {});
  let end = () => {};
  const switching = turns.take(() => new Promise<void>((resolve) => (end = resolve)));
  grace.begin(grace.endFromNow(), over);
  await jest.advanceTimersByTimeAsync(1_000);
  change(grace);
  end();
  await switching;
  await turns.take(async () => {});
  expect(over).not.toHaveBeenCalled();
  grace.stop();
});
