import { expect } from '@jest/globals';
import type { Decider } from '../domain/decider.ts';
import type { Event } from '../domain/event.ts';

/** `given(decider, …events).when(command).then…`: exact and ordered, in the shop's words. */
export function given<State, Command, E extends Event<string, unknown>>(
  decider: Decider<State, Command, E>,
  ...events: readonly E[]
) {
  const state = events.reduce((before, event) => decider.evolve(before, event), decider.initial);
  return {
    state,
    when(command: Command) {
      const decision = decider.decide(command, state);
      return {
        thenHappens: (...expected: readonly E[]) => expect(decision).toEqual({ accepted: true, events: expected }),
        thenNothingHappens: () => expect(decision).toEqual({ accepted: true, events: [] }),
        thenRefused: (code: string, details: object = {}) =>
          expect(decision).toEqual({ accepted: false, code, details }),
      };
    },
  };
}
