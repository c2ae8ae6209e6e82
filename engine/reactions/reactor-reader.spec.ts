import { expect, test } from '@jest/globals';
import type { FeedEvent, LogFeed } from '../feed/log-feed.ts';
import { positionOf } from '../log/position.ts';
import { yieldTurn } from '../tools/yield-turn.ts';
import { LowWaterMark } from './low-water-mark.ts';
import { ReactorReader } from './reactor-reader.ts';

const events = [{ id: 'e', position: positionOf(1) }] as FeedEvent[];

/** A reader of a log with one event; each of its reads answers when the test says so. */
function reading() {
  const reads: (() => void)[] = [];
  const taken: string[] = [];
  const lowWater = new LowWaterMark();
  const feed: Pick<LogFeed, 'read' | 'waitBeyond'> = {
    read: (after) => new Promise((resolve) => reads.push(() => resolve(after === null ? events : []))),
    waitBeyond: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  };
  const reader = new ReactorReader({
    ...{ feed: feed as LogFeed, types: new Set<string>(), lowWater, window: 10 },
    take: ([event]) => {
      if (event === undefined) return;
      taken.push(event.id);
      lowWater.readTo({ position: event.position, eventId: event.id, events: 1 });
    },
    failed: (error) => taken.push(String(error)),
  });
  const answer = async () => {
    await yieldTurn();
    reads.shift()!();
    await yieldTurn();
  };
  return { reader, reads, taken, answer };
}

test('what was being read when the reader is paused is not taken, and is read again when it goes on', async () => {
  const { reader, reads, taken, answer } = reading();
  reader.start();
  reader.pause();
  await answer();
  expect(taken).toEqual([]);
  reader.resume();
  await answer();
  expect(taken).toEqual(['e']);
  await answer();
  expect(reads).toEqual([]);
  await reader.close();
});

test('a paused reader begins no reading', async () => {
  const { reader, reads, taken } = reading();
  reader.pause();
  reader.start();
  await yieldTurn();
  expect([reader.isPaused, reads, taken]).toEqual([true, [], []]);
  const closed = reader.close();
  await yieldTurn();
  reads.shift()!();
  await closed;
  expect(taken).toEqual([]);
});
