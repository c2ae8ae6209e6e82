import type { Lag } from '../../feed/lag.ts';
import type { ParkedEvent } from '../../feed/parked-events.ts';

/**
 * `live`: serving and settled. `catching-up`: serving, its backlog is being read. `rebuilding`: serving while a new
 * build fills. `refused`: made by other code or from another log; it serves what it has and asks for a rebuild.
 */
export type ProjectionState = 'live' | 'catching-up' | 'rebuilding' | 'paused' | 'refused';

export type ProjectionStatus = Lag & {
  readonly name: string;
  /** `<code version>.<build>`. */
  readonly version: string;
  readonly state: ProjectionState;
  readonly eventsPerSecond: number;
  readonly parked: number;
};

export type RebuildState = 'booting' | 'catching-up' | 'verifying' | 'live' | 'retired' | 'failed' | 'cancelled';

/** The latest rebuild of a projection, also when it has ended. Its state is that of the build it made: `retired` after a rollback. */
export type RebuildJob = {
  readonly jobId: string;
  readonly state: RebuildState;
  readonly processed: number;
  readonly total: number;
  readonly percent: number;
  /** Why it failed. */
  readonly error?: string;
};

export type Undo = 'done' | 'nothing-to-undo' | 'not-found';

/** What an operator may see and do. */
export interface ProjectionAdmin {
  list(): Promise<readonly ProjectionStatus[]>;
  show(name: string): Promise<(ProjectionStatus & { readonly rebuild: RebuildJob | null }) | null>;
  rebuild(
    name: string,
  ): Promise<
    { readonly outcome: 'started'; readonly jobId: string } | { readonly outcome: 'rebuild-running' | 'not-found' }
  >;
  /** Gives up a running rebuild and removes the new build. */
  cancel(name: string): Promise<Undo>;
  /** Puts the build before the latest switch back. */
  rollback(name: string): Promise<Undo>;
  parked(limit: number, after?: string): Promise<readonly ParkedEvent[]>;
  /** Folds the key again from the parked event on; false: no such event. A fold that fails again leaves it parked. */
  retryParked(id: string): Promise<boolean>;
  /** Gives the one event up; later ones of its key are folded. False: no such event. */
  discardParked(id: string): Promise<boolean>;
}
