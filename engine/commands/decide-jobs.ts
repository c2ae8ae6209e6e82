import type { Event, Recorded } from '../log/event.ts';
import { noStream } from '../log/event-store.ts';
import type { Position } from '../log/position.ts';
import { accepted, Draft } from './draft.ts';
import type { EncodingParts } from './encode-events.ts';
import type { Execution } from './executor.ts';
import type { CommandJob, Job } from './jobs.ts';
import { LoadJob, RecallJob } from './jobs.ts';
import type { KnownCommand, StreamState } from './stream-state.ts';

export type DecidingParts = EncodingParts & {
  /** Reads back the events of a command that was carried out before. */
  readonly readBack: (command: KnownCommand) => Promise<readonly Recorded<Event>[]>;
  readonly head: () => Promise<Position>;
};

/** The state is from memory and cannot prove what was about to be answered: read newer events first. */
export const stale = Symbol('stale');

/** `left`: jobs there was no room for. */
type Decided = { readonly draft: Draft; readonly left: readonly Job[] };

/**
 * Decides the jobs on `base`, one after the other. Jobs that need no append are answered at once. `fresh`: base was
 * read from the store after the jobs came in; a cached one proves successes only.
 */
export async function decideJobs(
  on: DecidingParts,
  base: StreamState,
  fresh: boolean,
  jobs: readonly Job[],
): Promise<Decided | typeof stale> {
  const batch = new Batch(on, base, fresh);
  for (const [index, job] of jobs.entries()) {
    if (job.settled) continue;
    const taken = await batch.take(job);
    if (taken === 'stale') return stale;
    if (taken === 'full') return { draft: batch.draft, left: jobs.slice(index) };
  }
  return { draft: batch.draft, left: [] };
}

/** What became of a job: its answer is there or pending, it needs newer events, or there is no room for its own. */
type Taken = 'done' | 'stale' | 'full';

class Batch {
  readonly draft: Draft;

  constructor(
    private readonly on: DecidingParts,
    private readonly base: StreamState,
    private readonly fresh: boolean,
  ) {
    this.draft = new Draft(on, base);
  }

  /** What is wrong with a job fails it alone. */
  async take(job: Job): Promise<Taken> {
    try {
      if (job instanceof LoadJob) return this.load(job);
      if (await this.alreadyDone(job)) return 'done';
      return job instanceof RecallJob ? this.nothingKnown(job) : await this.command(job);
    } catch (error) {
      job.fail(error);
      return 'done';
    }
  }

  private load(job: LoadJob): Taken {
    if (!this.fresh) return 'stale';
    const { state, revision, position, time } = this.base;
    job.answer({ state, revision, position, time });
    return 'done';
  }

  private nothingKnown(job: RecallJob): Taken {
    if (!this.fresh) return 'stale';
    job.answer(null);
    return 'done';
  }

  private async command(job: CommandJob): Promise<Taken> {
    const { draft, fresh } = this;
    const { expectedRevision } = job.context;
    if (expectedRevision !== undefined && expectedRevision !== draft.revision) {
      if (!fresh) return 'stale';
      return this.settle(job, { outcome: 'revision-mismatch', currentRevision: draft.revision });
    }
    const decision = this.on.decider.decide(job.command, draft.state);
    if (decision.accepted && decision.events.length > 0) {
      return (await draft.write(job, decision.events)) ? 'done' : 'full';
    }
    if (!fresh) return 'stale';
    if (!decision.accepted)
      return this.settle(job, { outcome: 'rejected', code: decision.code, details: decision.details });
    return this.nothingToDo(job);
  }

  /** The command was carried out before, or earlier in this batch. */
  private async alreadyDone(job: CommandJob | RecallJob): Promise<boolean> {
    const { commandId, requestHash } = job.context;
    const known = this.base.known.get(commandId);
    const here = this.draft.written.get(commandId);
    if (known === undefined && here === undefined) return false;
    const asked = known === undefined ? here!.job.context.requestHash : known.requestHash;
    if (requestHash !== undefined && asked !== undefined && asked !== null && requestHash !== asked) {
      this.settle(job, { outcome: 'key-reused' });
    } else if (known !== undefined) {
      const repeated = job instanceof RecallJob || !job.doubtful;
      job.answer(accepted(await this.on.readBack(known), repeated));
    } else {
      this.draft.answerWritten(job, here!, true);
    }
    return true;
  }

  private nothingToDo(job: CommandJob): Taken {
    const { revision } = this.draft;
    this.draft.answerLater(job, async (positionAt) => ({
      outcome: 'accepted',
      revision,
      position: revision === noStream ? await this.on.head() : positionAt(revision),
      events: [],
      repeated: false,
    }));
    return 'done';
  }

  /** A refusal on top of events that are not in the log yet holds only once they are. */
  private settle(job: CommandJob | RecallJob, execution: Execution): Taken {
    if (this.draft.events.length === 0) job.answer(execution);
    else this.draft.answerLater(job, async () => execution);
    return 'done';
  }
}
