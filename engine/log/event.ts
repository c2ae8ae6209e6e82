import type { JsonObject } from './json.ts';
import type { Position } from './position.ts';

/** What an aggregate says happened: a past-tense name and its data. */
export type Event<Type extends string = string, Data = unknown> = { readonly type: Type; readonly data: Data };

/** Who caused it: a user's id, or a part of the engine (`order-saga`), and the role it acted in. */
export type Actor = { readonly id: string; readonly role: string };

/** What is known of every event besides its data; decoded, as folds and audits see it. */
export type Envelope = {
  readonly id: string;
  readonly stream: string;
  /** Counts the stream's events from 0. */
  readonly revision: number;
  readonly position: Position;
  /** RFC 3339 UTC with milliseconds; never goes back within a stream. */
  readonly time: string;
  readonly actor: Actor;
  readonly correlationId: string;
  /** The event or command that caused this one. */
  readonly causationId: string;
  readonly commandId: string;
  /** The user whose key encrypts the personal fields, if any. */
  readonly subject: string | null;
  /** The order this belongs to, if any; an order's history groups by it. */
  readonly orderId: string | null;
};

/** An event with its envelope. Distributes over unions, so `type` still narrows `data`. */
export type Recorded<E extends Event = Event<string, never>> = E & Envelope;

/** An event as the log keeps it: personal and secret fields encrypted, chained by hash. */
export type StoredMetadata = {
  /** The version of the event type's shape that `data` was written in. */
  readonly version: number;
  readonly time: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string;
  readonly commandId: string;
  readonly subject?: string;
  readonly orderId?: string;
  /** Hash of the request that carried an idempotency key. */
  readonly requestHash?: string;
  /** Hash of the stream's event before this one; null for the first. */
  readonly previousHash: string | null;
  readonly hash: string;
};

export type NewEvent = {
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: StoredMetadata;
};

export type StoredEvent = NewEvent & {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** What stands at this place cannot be read as an event: a broken disk, or somebody, altered it. Data is then empty. */
  readonly unreadable?: true;
  /** Its reader did not ask for its type: data and metadata were not read. */
  readonly passedOver?: true;
  /** It can be read, but its text is not the one the store wrote: somebody altered it. Only verbatim reads tell. */
  readonly rewritten?: true;
};
