import type { Decider } from '../commands/decider.ts';
import type { Event } from '../log/event.ts';
import type { ProcessCommand, ProcessDecision, ProcessInput, ProcessManager } from './process-manager.ts';

/**
 * Which input a decision answered, by where it stands in any log: an event by its stream and revision there, a time-out
 * by those of the record that set it. Records of before these were noted have the id alone.
 */
export type InputRecord = {
  readonly id: string;
  readonly type: string;
  readonly stream?: string;
  readonly revision?: number;
};

/** A decision as it stands in the process's stream. */
export type ProcessRecord<State, Command extends ProcessCommand> = ProcessDecision<Command> & {
  readonly input: InputRecord;
  readonly state: State;
};

/** A time-out that a record set, and no later one answered or set anew. */
type Due = { readonly dueAt: string; /** The record's. */ readonly revision: number };

/** What the runtime knows of a process: its own state, and what keeps an input from being decided twice. */
export type Kept<State, Command extends ProcessCommand> = {
  readonly state: State;
  /** The last revision of each stream that led to a decision. Earlier ones were decided, or came to nothing. */
  readonly heard: Readonly<Record<string, number>>;
  /** Ids of the events that records without their streams answered. */
  readonly heardById: readonly string[];
  /** Id of the event that was decided last, with time-outs after it or none. */
  readonly lastEvent: string | null;
  /** By name. */
  readonly due: Readonly<Record<string, Due>>;
  readonly last: ProcessRecord<State, Command> | null;
  /** Of the last record; -1 before the first. */
  readonly revision: number;
};

export type RecordInput<E extends Event> = { readonly input: ProcessInput<E>; readonly record: InputRecord };

const timeoutPrefix = 'timeout:';

/** The type under which a record notes a time-out. */
export function timeoutType(name: string): string {
  return timeoutPrefix + name;
}

/** The name of the time-out that an input is; null for an event. */
export function timeoutIn({ type }: InputRecord): string | null {
  return type.startsWith(timeoutPrefix) ? type.slice(timeoutPrefix.length) : null;
}

/** True when an input needs no decision: it has one, or it is a time-out that a later record answered or set anew. */
export function isDecided<State, Command extends ProcessCommand>(
  { heard, heardById, due }: Kept<State, Command>,
  input: InputRecord,
): boolean {
  const timeout = timeoutIn(input);
  if (timeout !== null) return due[timeout] === undefined || due[timeout].revision !== input.revision;
  return heardById.includes(input.id) || (heard[input.stream!] ?? -1) >= input.revision!;
}

/** The decider that records a process manager's decisions, one event each, in streams of its own. */
export function processDecider<State, E extends Event, Command extends ProcessCommand>(
  manager: ProcessManager<State, E, Command>,
): Decider<Kept<State, Command>, RecordInput<E>, Event<string, ProcessRecord<State, Command>>> {
  return {
    name: manager.stream,
    stateVersion: 2,
    initial: { state: manager.initial, heard: {}, heardById: [], lastEvent: null, due: {}, last: null, revision: -1 },
    decide({ input, record }, kept) {
      const decision = isDecided(kept, record) ? null : manager.decide(input, kept.state);
      if (decision === null) return { accepted: true, events: [] };
      const { decision: name, because, commands, timeouts, state } = decision;
      const data = { input: record, decision: name, because, commands, timeouts, state };
      return { accepted: true, events: [{ type: manager.recordedAs, data }] };
    },
    evolve(kept, { data }) {
      const revision = kept.revision + 1;
      const set = data.timeouts.map(({ name, dueAt }) => [name, { dueAt, revision }] as const);
      const waiting = Object.entries(kept.due).filter(([name]) => name !== timeoutIn(data.input));
      const due = Object.fromEntries([...waiting, ...set]);
      return { ...kept, ...heardWith(kept, data.input), state: data.state, due, last: data, revision };
    },
  };
}

function heardWith(
  { heard, heardById }: Pick<Kept<unknown, ProcessCommand>, 'heard' | 'heardById'>,
  input: InputRecord,
): Partial<Kept<unknown, ProcessCommand>> {
  const { id, stream, revision } = input;
  if (timeoutIn(input) !== null) return {};
  if (stream === undefined || revision === undefined) return { heardById: [...heardById, id], lastEvent: id };
  return { heard: { ...heard, [stream]: Math.max(revision, heard[stream] ?? -1) }, lastEvent: id };
}
