import { expect, test } from '@jest/globals';
import type { FeedEvent } from '../../feed/log-feed.ts';
import { positionOf } from '../../log/position.ts';
import { Turns } from '../../tools/turns.ts';
import type { Checkpoint, ViewDocument } from '../ports/view-store.ts';
import { LazyCheckpoint } from './lazy-checkpoint.ts';

const event = (at: number) => ({ id: `event ${at}`, position: positionOf(at) }) as FeedEvent;
const begun = { position: positionOf(1), eventId: 'event 1', logId: 'this log', events: 1 };

/** A checkpoint whose timer never fires, and what was written with it. */
function open(fails = () => false) {
  const written: (readonly [readonly ViewDocument[], Checkpoint])[] = [];
  const write = async (documents: readonly ViewDocument[], checkpoint: Checkpoint) => {
    if (fails()) throw new Error('The disk is full');
    written.push([documents, checkpoint]);
  };
  const checkpoint = new LazyCheckpoint({ write }, new Turns(), 3_600_000);
  return { checkpoint, written };
}

test('a checkpoint goes past events at once, and is written once for all of them', async () => {
  const { checkpoint, written } = open();
  checkpoint.startFrom(begun);
  checkpoint.pass([event(2)]);
  checkpoint.pass([event(3), event(4)]);
  expect([checkpoint.position, checkpoint.events, written]).toEqual([positionOf(4), 4, []]);
  await checkpoint.save();
  await checkpoint.save();
  expect(written).toEqual([[[], { ...begun, position: positionOf(4), eventId: 'event 4', events: 4 }]]);
});

test('a checkpoint is written with the documents that came of the events, and nothing is left to be saved', async () => {
  const { checkpoint, written } = open();
  checkpoint.startFrom(begun);
  checkpoint.pass([event(2)]);
  const document = { id: 'till-1', document: { amount: 1 }, position: positionOf(3) };
  await checkpoint.write([document], [event(3)]);
  expect(written).toEqual([[[document], { ...begun, position: positionOf(3), eventId: 'event 3', events: 3 }]]);
  await checkpoint.save();
  expect(written).toHaveLength(1);
});

test('a checkpoint whose documents could not be written stays where it was', async () => {
  let isFull = true;
  const { checkpoint, written } = open(() => isFull);
  checkpoint.startFrom(begun);
  await expect(checkpoint.write([], [event(2)])).rejects.toThrow('The disk is full');
  expect([checkpoint.position, checkpoint.events]).toEqual([positionOf(1), 1]);
  isFull = false;
  await checkpoint.write([], [event(2)]);
  expect(written.map(([, { position, events }]) => [position, events])).toEqual([[positionOf(2), 2]]);
});

test('a build that has come nowhere writes nothing', async () => {
  const { checkpoint, written } = open();
  checkpoint.startFrom({ ...begun, position: null, eventId: '', events: 0 });
  await checkpoint.write([]);
  expect(written).toEqual([]);
});
