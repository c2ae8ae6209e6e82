import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Waiters } from '../../feed/waiters.ts';
import type { Position } from '../../log/position.ts';
import { positionOf, reaches } from '../../log/position.ts';
import { yieldTurn } from '../../tools/yield-turn.ts';
import type { Feeder } from './feeder.ts';
import type { Slot } from './slot.ts';
import { switchBuilds } from './switch-builds.ts';

/** Nobody's patience ends before the test does. */
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
afterEach(() => void jest.useRealTimers());

/** Feeds a build that stands at a position; the test feeds it on, unless it is held. */
class HandFeeder {
  readonly options = { parking: { size: 0 } };
  readonly priority = { raise: () => void (this.isForeground = true), lower: () => void (this.isForeground = false) };
  readonly advancedTo: Position[] = [];
  readonly waiters = new Waiters(() => this.reached);
  held = false;
  isForeground = false;
  reached: Position;

  constructor(
    at: number,
    readonly refused = false,
  ) {
    this.reached = positionOf(at);
  }

  feedTo(at: number): void {
    if (!this.held && !this.refused) this.moveTo(positionOf(at));
  }

  async hold(): Promise<() => void> {
    this.held = true;
    return () => (this.held = false);
  }

  async advanceTo(position: Position): Promise<void> {
    if (reaches(this.reached, position)) return;
    this.advancedTo.push(position);
    this.moveTo(position);
  }

  private moveTo(position: Position): void {
    this.reached = position;
    this.waiters.notify();
  }
}

const slotOf = (feeder: HandFeeder) =>
  ({ build: '1.1', feeder: feeder as unknown as Feeder, reached: feeder.waiters, frozen: false }) as Slot;

/** Begins a switch; `pointed` has where both builds stand when queries are told of the other one. */
function switching(live: HandFeeder, other: HandFeeder, point: () => Promise<void> = async () => {}) {
  const pointed: (readonly [Position, Position])[] = [];
  const switched = switchBuilds({
    ...{ live: slotOf(live), other: slotOf(other), log: undefined },
    point: async () => {
      pointed.push([live.reached, other.reached]);
      await point();
    },
  });
  return { pointed, switched };
}

test('the live build is fed on while the other one catches up, and stands still only then', async () => {
  const [live, other] = [new HandFeeder(5), new HandFeeder(3)];
  const { pointed, switched } = switching(live, other);
  await yieldTurn();
  expect([live.held, other.held, other.isForeground, pointed]).toEqual([false, false, true, []]);
  other.feedTo(4);
  await yieldTurn();
  expect(pointed).toEqual([]);
  other.feedTo(5);
  await switched;
  expect(pointed).toEqual([[positionOf(5), positionOf(5)]]);
  expect([live.held, other.held]).toEqual([false, false]);
});

test('queries come from one build to the other at one position, though the live one went on meanwhile', async () => {
  const [live, other] = [new HandFeeder(5), new HandFeeder(3)];
  const { pointed, switched } = switching(live, other);
  await yieldTurn();
  live.feedTo(7);
  other.feedTo(5);
  await switched;
  expect([pointed, other.advancedTo]).toEqual([[[positionOf(7), positionOf(7)]], [positionOf(7)]]);
});

test('a live build that is behind the other one is brought to it', async () => {
  const [live, other] = [new HandFeeder(5), new HandFeeder(9)];
  const { pointed, switched } = switching(live, other);
  await switched;
  expect([pointed, live.advancedTo]).toEqual([[[positionOf(9), positionOf(9)]], [positionOf(9)]]);
});

test('nobody waits for a live build that folds nothing any more', async () => {
  const [live, other] = [new HandFeeder(5, true), new HandFeeder(3)];
  const { pointed, switched } = switching(live, other);
  await switched;
  expect([pointed, live.advancedTo, other.advancedTo]).toEqual([[[positionOf(5), positionOf(3)]], [], []]);
});

test('a switch that fails lets both builds go on, the other one in the background', async () => {
  const [live, other] = [new HandFeeder(5), new HandFeeder(5)];
  const { switched } = switching(live, other, () => Promise.reject(new Error('The disk is full')));
  await expect(switched).rejects.toThrow('The disk is full');
  expect([live.held, other.held, other.isForeground]).toEqual([false, false, false]);
});
