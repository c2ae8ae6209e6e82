import type { FeedEvent } from './log-feed.ts';
import type { Position } from '../log/position.ts';

/** An event that a fold could not take under one of its keys, and why. */
export type Poison = { readonly event: FeedEvent; readonly key: string; readonly error: string };

/** A poison event (or message) and the first of the later ones of its key that wait behind it. */
export type ParkedEvent = {
  readonly id: string;
  readonly projection: string;
  readonly key: string;
  readonly eventId: string;
  readonly position: Position;
  readonly error: string;
  readonly attempts: number;
  readonly since: string;
  /** It was given up: nobody tries it again, and no build of its projection folds it. */
  readonly discarded?: true;
};

/** What an operator does with what is parked; false: nothing is parked here under the id. */
export interface ParkedAdmin {
  retryParked(id: string): Promise<boolean>;
  discardParked(id: string): Promise<boolean>;
}

export interface ParkedEvents {
  park(event: ParkedEvent): Promise<void>;
  /** Those that wait, by id. */
  list(limit: number, afterId?: string): Promise<readonly ParkedEvent[]>;
  /** Those of one consumer, also those that were discarded. */
  ofConsumer(projection: string): Promise<readonly ParkedEvent[]>;
  find(id: string): Promise<ParkedEvent | null>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}
