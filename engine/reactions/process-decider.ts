import type { Decider } from '../commands/decider.ts';
import type { Event } from '../log/event.ts';
import type { Position } from '../log/position.ts';
import { reaches } from '../log/position.ts';
import type { ProcessCommand, ProcessDecision, ProcessInput, ProcessManager } from './process-manager.ts';

/** Which input a decision answered. Events have a position, in the log they were heard from; time-outs have none. */
export type InputRecord = {
  readonly id: string;
  readonly type: string;
  readonly position: Position | null;
  readonly log: string;
};

/** A decision as it stands in the process's stream. */
export type ProcessRecord<State, Command extends ProcessCommand> = ProcessDecision<Command> & {
  readonly input: InputRecord;
  readonly state: State;
};

/** What the runtime knows of a process: its own state, and what keeps an input from being decided twice. */
export type Kept<State, Command extends ProcessCommand> = {
  readonly state: State;
  /** The newest event that led to a decision. Earlier ones were decided, or there was nothing to decide. */
  readonly heard: InputRecord | null;
  /** Ids of the latest time-outs that led to a decision. */
  readonly timeouts: readonly string[];
  readonly last: ProcessRecord<State, Command> | null;
};

export type RecordInput<E extends Event> = { readonly input: ProcessInput<E>; readonly record: InputRecord };

const mostTimeouts = 100;

/** True when an input needs no decision any more. */
export function isDecided<State, Command extends ProcessCommand>(
  { heard, timeouts }: Kept<State, Command>,
  input: InputRecord,
): boolean {
  if (input.position === null) return timeouts.includes(input.id);
  if (heard === null) return false;
  return heard.id === input.id || (heard.log === input.log && reaches(heard.position, input.position));
}

/** The decider that records a process manager's decisions, one event each, in streams of its own. */
export function processDecider<State, E extends Event, Command extends ProcessCommand>(
  manager: ProcessManager<State, E, Command>,
): Decider<Kept<State, Command>, RecordInput<E>, Event<string, ProcessRecord<State, Command>>> {
  return {
    name: manager.stream,
    stateVersion: 1,
    initial: { state: manager.initial, heard: null, timeouts: [], last: null },
    decide({ input, record }, kept) {
      const decision = isDecided(kept, record) ? null : manager.decide(input, kept.state);
      if (decision === null) return { accepted: true, events: [] };
      const { decision: name, because, commands, timeouts, state } = decision;
      const data = { input: record, decision: name, because, commands, timeouts, state };
      return { accepted: true, events: [{ type: manager.recordedAs, data }] };
    },
    evolve(kept, { data }) {
      const isTimeout = data.input.position === null;
      return {
        state: data.state,
        heard: isTimeout ? kept.heard : data.input,
        timeouts: isTimeout ? [...kept.timeouts, data.input.id].slice(-mostTimeouts) : kept.timeouts,
        last: data,
      };
    },
  };
}
