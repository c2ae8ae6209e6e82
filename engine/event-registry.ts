import type { JsonObject } from './json.ts';

/** What the one gate knows of an event type. */
export type EventType = {
  /** The version that is written today; the first is 1. */
  readonly version: number;
  /** `upcasters[n]` turns data of version n into data of version n + 1. */
  readonly upcasters?: Readonly<Record<number, (data: JsonObject) => JsonObject>>;
  /** Top-level fields of `data` encrypted with the subject's key; null once the key is destroyed. */
  readonly personal?: readonly string[];
  /** Like `personal`, and never shown in a history, a message or a log (tokens, password hashes). */
  readonly secret?: readonly string[];
};

export type EventTypes = Readonly<Record<string, EventType>>;
