import type { Decider } from './decider.ts';
import type { Event } from './event.ts';

type Named = { readonly type: string };

/** One step of a command over several streams: a command to one of them. */
export type Step<
  State = unknown,
  Command extends Named = Named,
  E extends Event<string, unknown> = Event<string, unknown>,
> = {
  /** With `of` it makes the step's command id. Neither may change: a step that was taken would be taken again. */
  readonly name: string;
  /** Id of the thing that the whole command is about. */
  readonly of: string;
  readonly decider: Decider<State, Command, E>;
  /** Id of the stream. */
  readonly id: string;
  readonly command: Command;
  /** Whose personal fields the events have. */
  readonly subject?: string;
  /** The order whose history they belong to. */
  readonly orderId?: string;
};
