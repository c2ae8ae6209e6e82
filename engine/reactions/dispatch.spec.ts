import { expect, test } from '@jest/globals';
import { RoughSchedule } from '../../test/rough/schedule.ts';
import { yieldTurn } from '../tools/yield-turn.ts';
import { Dispatch } from './dispatch.ts';
import type { InputRecord, Kept } from './process-decider.ts';
import { timeoutType } from './process-decider.ts';
import { ProcessIds } from './process-ids.ts';
import type { ProcessCommand } from './process-manager.ts';
import { Timeouts } from './timeouts.ts';

const clock = () => '2026-03-01T10:00:00.000Z';
const dueAt = '2026-03-01T11:00:00.000Z';
const commands = ['ReleaseStock', 'CancelOrder'].map((type) => ({ type, data: {} }));

/** A decision for an input: two commands, and a time-out that it sets. */
function decidedFor(input: InputRecord): Kept<null, ProcessCommand> {
  const timeouts = [{ name: 'pay', dueAt }];
  const last = { input, decision: 'give-up', because: 'it took too long', commands, timeouts, state: null };
  return {
    state: null,
    heard: {},
    heardById: [],
    lastEvent: null,
    due: { pay: { dueAt, revision: 3 } },
    last,
    revision: 3,
  };
}

/** Notes what begins and ends; a command is sent when the test says so. */
function dispatching() {
  const told: string[] = [];
  const underWay: { readonly end: () => void; readonly fail: (error: Error) => void }[] = [];
  const schedule = new RoughSchedule();
  const set = schedule.set.bind(schedule);
  schedule.set = (...asked) => {
    told.push('time-outs set');
    return set(...asked);
  };
  const send = (command: ProcessCommand) => {
    told.push(`${command.type} begun`);
    return new Promise<void>((end, fail) => underWay.push({ end, fail }));
  };
  const timeouts = new Timeouts('orders', schedule, clock, () => {});
  const dispatch = new Dispatch<null, ProcessCommand>(new ProcessIds('orders'), send, timeouts, clock);
  return { dispatch, told, underWay, stop: () => timeouts.stop() };
}

test('what a time-out decided is sent command by command, and only then are new time-outs set', async () => {
  const { dispatch, told, underWay, stop } = dispatching();
  const kept = decidedFor({ id: 'i', type: timeoutType('pay') });
  const carriedOut = dispatch.carryOut('o-1', kept, 'c');
  await yieldTurn();
  expect(told).toEqual(['ReleaseStock begun']);
  underWay[0]!.end();
  await yieldTurn();
  expect(told).toEqual(['ReleaseStock begun', 'CancelOrder begun']);
  expect(dispatch.isKnownAsSent('o-1', kept)).toBe(false);
  underWay[1]!.end();
  await carriedOut;
  expect(told).toEqual(['ReleaseStock begun', 'CancelOrder begun', 'time-outs set']);
  expect(dispatch.isKnownAsSent('o-1', kept)).toBe(true);
  stop();
});

test('a time-out stands in the schedule as it was while a command of it cannot be sent', async () => {
  const { dispatch, told, underWay, stop } = dispatching();
  const carriedOut = dispatch.carryOut('o-1', decidedFor({ id: 'i', type: timeoutType('pay') }), 'c');
  await yieldTurn();
  underWay[0]!.fail(new Error('The store does not answer'));
  await expect(carriedOut).rejects.toThrow('The store does not answer');
  expect(told).toEqual(['ReleaseStock begun']);
  stop();
});

test('what an event decided comes again with the event, so its time-outs need not wait for its commands', async () => {
  const { dispatch, told, underWay, stop } = dispatching();
  const carriedOut = dispatch.carryOut(
    'o-1',
    decidedFor({ id: 'i', type: 'OrderPlaced', stream: 'o-1', revision: 0 }),
    'c',
  );
  await yieldTurn();
  expect(told).toEqual(['ReleaseStock begun', 'time-outs set']);
  underWay[0]!.end();
  await yieldTurn();
  underWay[1]!.end();
  await carriedOut;
  stop();
});
