import type { Event, Recorded } from './event.ts';
import type { Position } from './position.ts';

/** An event, or why it could not be decoded (its data is then unknown; its envelope is not). */
export type FeedEvent = Recorded<Event<string, never>> & { readonly undecodable?: string };

/** One subscription over all shop streams, decoded once, for all readers of a process. */
export interface LogFeed {
  /** At most `limit` events after a position, from memory when they are recent. Empty at the log's end. */
  read(after: Position | null, limit: number): Promise<readonly FeedEvent[]>;
  /** Resolves when the log has an event after the position, or when the signal aborts. */
  waitBeyond(after: Position | null, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
