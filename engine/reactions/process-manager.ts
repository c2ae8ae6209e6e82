import type { Event, Recorded } from '../log/event.ts';

type Timeout = { readonly name: string; /** RFC 3339 UTC. */ readonly dueAt: string };

/** What a process manager hears: an event of the log, or one of its own time-outs. `time` is when it happened. */
export type ProcessInput<E extends Event = Event> =
  | { readonly kind: 'event'; readonly event: Recorded<E> }
  | { readonly kind: 'timeout'; readonly name: string; readonly dueAt: string };

/** One command to send; plain JSON, for it is recorded. No personal data, no secrets. */
export type ProcessCommand = { readonly type: string; readonly data: object };

/** A decision as recorded in the process's own stream, before anything is sent. */
export type ProcessDecision<Command extends ProcessCommand = ProcessCommand> = {
  /** What was decided, in the shop's words: `reserve-stock`, `give-up-payment`. */
  readonly decision: string;
  /** Why, for people who read the history. */
  readonly because: string;
  readonly commands: readonly Command[];
  readonly timeouts: readonly Timeout[];
};

/**
 * A decider over events. `decide` is pure; null: nothing to do for this input, nor when it is heard again after others,
 * for only what led to a decision is remembered. State folds recorded decisions and is plain JSON. The runtime records
 * the decision (idempotent by the input's place), then sends its commands with ids derived from the record, then its
 * time-outs become due. Recorded as event `<recordedAs>` with data
 * `{input: {id, type, stream, revision}, decision, because, commands, timeouts, state}` where `state` is the process's
 * state after it.
 */
export type ProcessManager<State, E extends Event = Event, Command extends ProcessCommand = ProcessCommand> = {
  readonly name: string;
  /** Stream prefix: `orderProcess` keeps `orderProcess-<key>`. */
  readonly stream: string;
  /** Type of the recorded event, as `OrderProcessAdvanced`. */
  readonly recordedAs: string;
  readonly handles: readonly E['type'][];
  key(event: Recorded<E>): string | null;
  readonly initial: State;
  decide(input: ProcessInput<E>, state: State): (ProcessDecision<Command> & { readonly state: State }) | null;
};

/** Carries out one recorded command under its deterministic id. Throws when it must be tried again. */
export type CommandSender<Command extends ProcessCommand = ProcessCommand> = (
  command: Command,
  context: {
    readonly commandId: string;
    readonly causationId: string;
    readonly correlationId: string;
    readonly key: string;
    readonly time: string;
    /** It may have been sent before; after more than a day the executor no longer knows by its id. */
    readonly again: boolean;
  },
) => Promise<void>;
