import { describe, expect, test } from '@jest/globals';
import type { Event, Recorded } from '../log/event.ts';
import { processDecider, timeoutType, type InputRecord, type Kept } from './process-decider.ts';
import type { ProcessCommand, ProcessInput, ProcessManager } from './process-manager.ts';

type Told = { readonly told: readonly string[] };

/** Decides for everything that it was not told before. */
const listener: ProcessManager<Told> = {
  name: 'listener',
  stream: 'listener',
  recordedAs: 'Listened',
  handles: ['Said'],
  key: () => 'all',
  initial: { told: [] },
  decide(input, { told }) {
    const what = input.kind === 'timeout' ? input.name : (input.event.data as { what: string }).what;
    if (what === 'nothing') return null;
    const timeouts = what === 'wake me' ? [{ name: 'wake', dueAt: 'noon' }] : [];
    return { decision: what, because: '', commands: [], timeouts, state: { told: [...told, what] } };
  },
};
const decider = processDecider(listener);

const said = (stream: string, revision: number, what = `${stream} ${revision}`) => ({
  input: { kind: 'event', event: { data: { what } } as Recorded<Event> } as ProcessInput,
  record: { id: `${stream} ${revision}`, type: 'Said', stream, revision } as InputRecord,
});
const woken = (revision: number) => ({
  input: { kind: 'timeout', name: 'wake', dueAt: 'noon' } as ProcessInput,
  record: { id: `wake ${revision}`, type: timeoutType('wake'), stream: 'listener-all', revision } as InputRecord,
});
type Heard = ReturnType<typeof said>;

const hear = (kept: Kept<Told, ProcessCommand>, heard: Heard) => {
  const decision = decider.decide(heard, kept);
  if (!decision.accepted) throw new Error('A process never refuses');
  return decision.events.reduce((state, event) => decider.evolve(state, event), kept);
};
const told = (...all: readonly Heard[]) => all.reduce(hear, decider.initial).state.told;

describe('A process hears', () => {
  test('each event of several streams once, in whatever order the streams come', () => {
    const [order, payment, more] = [said('order', 4), said('payment', 0), said('payment', 3)];
    expect(told(payment, order, more)).toEqual(['payment 0', 'order 4', 'payment 3']);
    expect(told(payment, more, order, order, more, payment)).toEqual(['payment 0', 'payment 3', 'order 4']);
  });

  test('nothing of a stream before what it decided last there: that was decided, or came to nothing', () => {
    expect(told(said('order', 0, 'nothing'), said('order', 2), said('order', 0), said('order', 1))).toEqual([
      'order 2',
    ]);
  });

  test('what came to nothing again, as long as nothing later of its stream was decided', () => {
    expect(told(said('order', 0, 'nothing'), said('payment', 9), said('order', 0))).toEqual(['payment 9', 'order 0']);
  });

  test('nothing again that a record without its stream answered, in whatever log', () => {
    const { input } = said('order', 4);
    const before = { id: 'order 4', type: 'Said' };
    const data = { input: before, ...listener.decide(input, listener.initial)! };
    const kept = decider.evolve(decider.initial, { type: 'Listened', data });
    expect([said('order', 4), said('order', 5)].reduce(hear, kept).state.told).toEqual(['order 4', 'order 5']);
  });

  test('a time-out once, and only the one that was set last', () => {
    const [set, again] = [said('order', 0, 'wake me'), said('order', 1, 'wake me')];
    expect(told(set, woken(0), woken(0))).toEqual(['wake me', 'wake']);
    expect(told(set, again, woken(0), woken(1))).toEqual(['wake me', 'wake me', 'wake']);
    expect(told(woken(0))).toEqual([]);
  });
});
