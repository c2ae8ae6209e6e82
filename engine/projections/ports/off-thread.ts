import type { ParkedEvent, Poison } from '../../feed/parked-events.ts';
import type { Position } from '../../log/position.ts';

/**
 * What a view store can do with a build elsewhere than on the thread that serves. A store may lack either; whoever asks
 * does the same on its own thread then.
 */
export interface OffThreadBuilds {
  /** Of a store that hands a build over: one thread fills and closes it, another opens it. */
  readonly catchUp?: CatchUp;
  /** Of a store that reads a build as it stood at one moment, while it is being written. */
  readonly takeDigests?: TakeDigests;
}

type Discarded = readonly (readonly [eventId: string, key: string])[];

/**
 * Fills a build (see `fillBuild`) elsewhere than on this thread, and closes it: this thread opens it then and goes on
 * from its checkpoint. Rejects with the signal's reason once nothing of it is under way any more.
 */
export type CatchUp = (projection: string, build: string, options: CatchUpOptions) => Promise<void>;

export type CatchUpOptions = {
  /** What waits in the build already. */
  readonly parked: readonly ParkedEvent[];
  /** Events that were given up, as for a cold fold. */
  readonly discarded: Discarded;
  /** Durable when it answers. */
  readonly park: (poison: Poison) => Promise<void>;
  readonly signal: AbortSignal;
  /** Is told when the work begins, and now and then, how many events are done. */
  readonly progress: (events: number) => void;
};

/** What the documents of a build come to at one position, by two ways that must agree. */
export type BuildDigests = {
  readonly position: Position | null;
  /** Of the documents that it really has, by a scan. */
  readonly kept: string;
  /** Of a fold of the log from its beginning. */
  readonly cold: string;
};

/** Takes the digests of a build that is being fed meanwhile. */
export type TakeDigests = (
  projection: string,
  build: string,
  options: { readonly discarded: Discarded; readonly signal: AbortSignal },
) => Promise<BuildDigests>;
