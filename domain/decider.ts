import type { Decision } from './decision.ts';
import type { Event } from './event.ts';

/** The rules of one kind of stream: pure, never throwing, over a state of plain JSON. */
export type Decider<State, Command, E extends Event<string, unknown>> = {
  /** Prefix of its streams. */
  readonly name: string;
  /** Raised when the state's shape or its fold changes. */
  readonly stateVersion: number;
  readonly initial: State;
  decide(command: Command, state: State): Decision<E>;
  evolve(state: State, event: E): State;
};
