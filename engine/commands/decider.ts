import type { Event } from '../log/event.ts';

/** What a decider answers: events (none: nothing to do), or a refusal with a name the API can map. */
type Decision<E, Code extends string = string> =
  | { readonly accepted: true; readonly events: readonly E[] }
  | { readonly accepted: false; readonly code: Code; readonly details: Readonly<Record<string, unknown>> };

/**
 * The rules of one kind of stream. `decide` and `evolve` are pure and never throw; the state is plain JSON
 * (objects, arrays, strings, numbers, booleans, null), so that it can be kept as a snapshot. `Code` is every reason
 * for which they refuse.
 */
export type Decider<State, Command, E extends Event, Code extends string = string> = {
  /** Prefix of its streams: `order` keeps `order-<id>`. */
  readonly name: string;
  /** Raised when the state's shape or its fold changes: older snapshots are then ignored. */
  readonly stateVersion: number;
  readonly initial: State;
  decide(command: Command, state: State): Decision<E, Code>;
  evolve(state: State, event: E): State;
};

export function streamOf(decider: { readonly name: string }, id: string): string {
  return `${decider.name}-${id}`;
}
