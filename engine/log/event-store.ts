import type { NewEvent, StoredEvent } from './event.ts';
import type { Position } from './position.ts';

/** The expected revision of a stream that must not exist yet; also the revision of an empty stream. */
export const noStream = -1;

export type AppendResult =
  /** `revision` and `position` are those of the last event named; `positions`: of every one, if the store knows. */
  | {
      readonly outcome: 'appended';
      readonly revision: number;
      readonly position: Position;
      readonly positions?: readonly Position[];
    }
  | { readonly outcome: 'conflict'; readonly currentRevision: number };

/** The store never answered: the events may or may not be in the log. Resend the identical batch. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** The store refused before writing anything (overload, full disk, closed). Nothing changed. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

export type Subscription = { close(): Promise<void> };

/**
 * A page of the log. `reached`: how far the read looked, to go on from; the place it began at when there was nothing more.
 * It may be that of something not shown, so a checkpoint takes the position of an event.
 */
export type LogPage = { readonly events: readonly StoredEvent[]; readonly reached: Position | null };

/** The log. Positions grow in log order, with gaps; events whose type starts with `$` are never shown. */
export interface EventStore {
  /**
   * Appends to one stream, whole or not at all; durable when it answers. Appended means that these very bytes stand
   * there, whoever sent them: an append whose wire ids stand at the expected revisions was repeated and is answered with
   * the place that they have. Any other events there are a conflict, also such with the same ids.
   * Throws OutcomeUnknown, StoreUnavailable, or RangeError without events or with more than 512 KB.
   */
  append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult>;
  /** At most `limit` events of a stream from revision `from` on; empty when there is none. */
  readStream(stream: string, from: number, limit: number): Promise<readonly StoredEvent[]>;
  /**
   * At most `limit` events of the log after a position (null: from the beginning); there may be more even when there are
   * fewer, or none, as long as the read got on. With `handles`, all events of other types are passed over: they come, with
   * nothing but their place, id and type.
   */
  readAll(after: Position | null, limit: number, handles?: ReadonlySet<string>): Promise<LogPage>;
  /**
   * The same reads, which also mark as `rewritten` an event whose stored bytes are not those the store wrote, though they
   * mean the same. Slower; only where the store keeps bytes of its own making.
   */
  readonly verbatim?: Pick<EventStore, 'readStream' | 'readAll'>;
  /** The event at exactly this position; null when there is none, as in a log restored to another history. */
  eventAt(position: Position): Promise<StoredEvent | null>;
  /**
   * The position of the log's last shop event, in one bounded read; null when there is none. Where more than 64 foreign
   * records follow it, the newest shop event that this process has seen may be answered instead.
   */
  head(): Promise<Position | null>;
  /** Delivers every event after a position in log order, one batch at a time, resubscribing by itself. */
  subscribe(after: Position | null, receive: (events: readonly StoredEvent[]) => Promise<void>): Subscription;
  /** An id made once for this log. One that was restored keeps it: the event at a checkpoint tells its history. */
  logId(): Promise<string>;
  close(): Promise<void>;
}
