import type { Decider } from './decider.ts';
import type { Actor, Event, Recorded } from '../log/event.ts';
import type { Position } from '../log/position.ts';

/** Who sends a command, why, and under which id. */
export type CommandContext = {
  /** A UUID; the same id again has the same effect once and the same answer (for at least 24 h). */
  readonly commandId: string;
  readonly actor: Actor;
  readonly correlationId: string;
  /** The event or command that caused this command; a command from outside causes itself. */
  readonly causationId: string;
  /** The wall clock when the command came in, RFC 3339 UTC with milliseconds. */
  readonly time: string;
  /** The user whose key encrypts personal fields of the events. Required when they have any. */
  readonly subject?: string;
  /** The order whose history the events belong to. */
  readonly orderId?: string;
  readonly requestHash?: string;
  /** From `If-Match`: decide only at this revision. */
  readonly expectedRevision?: number;
};

/** Which command, and of which request. */
export type CommandIdentity = Pick<CommandContext, 'commandId' | 'requestHash'>;

export type Execution<E extends Event = Event, Code extends string = string> =
  /**
   * `revision` is the stream's after the command, `position` that of its last event (of the log's head when the
   * stream is empty); `events` are the command's own, none for a no-op. `repeated`: the events were already there.
   */
  | {
      readonly outcome: 'accepted';
      readonly revision: number;
      readonly position: Position;
      readonly events: readonly Recorded<E>[];
      readonly repeated: boolean;
    }
  | { readonly outcome: 'rejected'; readonly code: Code; readonly details: Readonly<Record<string, unknown>> }
  | { readonly outcome: 'revision-mismatch'; readonly currentRevision: number }
  /** The command id is known with another request hash. */
  | { readonly outcome: 'key-reused' }
  /** Conflicts from elsewhere did not end within the bound. */
  | { readonly outcome: 'concurrent-change' };

export type Loaded<State> = {
  readonly state: State;
  /** `noStream` when nothing was ever written. */
  readonly revision: number;
  readonly position: Position | null;
  /** Time of the stream's last event. */
  readonly time: string | null;
};

export interface Executor {
  /** Loads, decides, appends. Throws OutcomeUnknown or StoreUnavailable when the store does not answer. */
  execute<State, Command, E extends Event, Code extends string>(
    decider: Decider<State, Command, E, Code>,
    id: string,
    command: Command,
    context: CommandContext,
  ): Promise<Execution<E, Code>>;
  /**
   * What a command did to a stream: as `execute` answers it when it is repeated, `key-reused` among that. Null when the
   * newest state knows nothing of it: it was never sent, is more than 24 h old, was refused or had nothing to do.
   */
  executed<State, Command, E extends Event, Code extends string>(
    decider: Decider<State, Command, E, Code>,
    id: string,
    asked: CommandIdentity,
  ): Promise<Execution<E, Code> | null>;
  /** The state as of the stream's newest event: a cached state is brought up to date by reading on. */
  load<State, Command, E extends Event>(decider: Decider<State, Command, E>, id: string): Promise<Loaded<State>>;
  /** The state at a revision or an instant (inclusive); null before the first event. Beyond the end: as now. */
  loadAt<State, Command, E extends Event>(
    decider: Decider<State, Command, E>,
    id: string,
    at: { readonly revision: number } | { readonly time: string },
  ): Promise<Loaded<State> | null>;
}
