import type { Position } from '../position.ts';

/**
 * Fills a build (see `fillBuild`) elsewhere than on this thread, and closes it: this thread opens it then and goes on
 * from its checkpoint. Rejects with the signal's reason once nothing of it is under way any more.
 */
export type CatchUp = (projection: string, build: string, options: CatchUpOptions) => Promise<void>;

export type CatchUpOptions = {
  readonly signal: AbortSignal;
  /** Is called when the work begins, and told now and then how many events are done. */
  readonly progress: (events: number) => void;
};

/** What the documents of a build come to at one position, by three ways that must agree. */
export type BuildDigests = {
  readonly position: Position | null;
  /** What is kept with its checkpoint. */
  readonly checkpoint: string;
  /** Of the documents that it really has. */
  readonly kept: string;
  /** Of a fold of the log from its beginning. */
  readonly cold: string;
};

/** Takes the digests of a build that is being fed meanwhile. `discarded` as for a cold fold. */
export type TakeDigests = (
  projection: string,
  build: string,
  options: {
    readonly discarded: readonly (readonly [eventId: string, key: string])[];
    readonly signal: AbortSignal;
  },
) => Promise<BuildDigests>;
