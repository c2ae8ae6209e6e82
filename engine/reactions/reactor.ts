import type { Event, Recorded } from '../log/event.ts';

/**
 * Reacts to events with effects: commands, messages, calls to a provider. Keys run side by side, the events of one
 * key in order. Every effect must be safe to repeat: after a crash the events past the checkpoint come again.
 */
export type Reactor<E extends Event = Event> = {
  readonly name: string;
  readonly handles: readonly E['type'][];
  /** Events of one key are handled in order; null: not for this reactor. */
  key(event: Recorded<E>): string | null;
  /** Throws when it must be tried again later (with back-off, for ever, its key waiting). */
  handle(event: Recorded<E>): Promise<void>;
};
