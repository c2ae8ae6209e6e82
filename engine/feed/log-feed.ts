import type { Event, Recorded } from '../log/event.ts';
import type { Position } from '../log/position.ts';

/** An event, or why it could not be decoded (its data is then unknown; its envelope is not). */
export type FeedEvent = Recorded<Event<string, never>> & { readonly undecodable?: string };

/** The last event a feed knows of, and how many there are in the log up to it. */
export type LogHead = { readonly position: Position | null; readonly events: number };

/** What a fold needs of the log. */
export interface LogReader {
  /**
   * At most `limit` events after a position, from memory when they are recent. Empty at the log's end. Events of other
   * types than `handles` come too, so that the reader may pass them, but need not be decoded: place, id and type are all
   * that is known of them.
   */
  read(after: Position | null, limit: number, handles?: ReadonlySet<string>): Promise<readonly FeedEvent[]>;
}

/**
 * One subscription over all shop streams, decoded once, for all readers of a process. What it keeps in memory of somebody
 * who was erased goes with the event that says so, and is shown for 30 s at most while that event does not come.
 */
export interface LogFeed extends LogReader {
  /** Resolves when the log has an event after the position, or when the signal aborts. */
  waitBeyond(after: Position | null, signal: AbortSignal): Promise<void>;
  head(): LogHead;
  /** The event at exactly this position; null when there is none. */
  eventAt(position: Position): Promise<FeedEvent | null>;
  /** Tells this log from another, restored one. */
  logId(): Promise<string>;
  /** Drops what is kept in memory: what was mended in the log since is read from there. */
  reread(): void;
  close(): Promise<void>;
}
