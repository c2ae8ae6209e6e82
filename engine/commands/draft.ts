import type { Decider } from './decider.ts';
import type { EventCodec } from '../log/event-codec.ts';
import type { Event, NewEvent, Recorded } from '../log/event.ts';
import { noStream } from '../log/event-store.ts';
import type { Execution } from './executor.ts';
import type { Position } from '../log/position.ts';
import { encodeEvents } from './encode-events.ts';
import type { CommandJob, Job } from './jobs.ts';
import { LoadJob, RecallJob } from './jobs.ts';
import type { KnownCommand, StreamState } from './stream-state.ts';

/** Below the store's 512 KB with room for what the store adds around an event. */
const mostBytes = 400 * 1024;
const mostEvents = 500;

/** Decided events of one command that wait to be appended. */
type Written = { readonly job: CommandJob; readonly events: readonly Recorded<Event>[] };

/** Where the stream's event of a revision stands in the log; knows the draft's events and the one before them. */
export type PositionAt = (revision: number) => Position;

/** An answer that holds once the draft is in the log. */
type Pending = {
  readonly job: CommandJob | RecallJob;
  readonly answer: (positionAt: PositionAt) => Promise<Execution>;
};

/** What a batch of commands comes to when it is decided, one after the other, on one state. */
export type Draft = {
  readonly events: readonly NewEvent[];
  readonly written: readonly Written[];
  readonly pending: readonly Pending[];
  /** The fold with all events of the draft. */
  readonly state: unknown;
  /** Jobs there was no room for. */
  readonly left: readonly Job[];
};

/** The state is from memory and cannot prove what was about to be answered: read newer events first. */
export const stale = Symbol('stale');

export type Drafting = {
  readonly decider: Decider<unknown, unknown, Event>;
  readonly stream: string;
  readonly codec: EventCodec;
  /** Reads back the events of a command that was carried out before. */
  readonly readBack: (command: KnownCommand) => Promise<readonly Recorded<Event>[]>;
  readonly head: () => Promise<Position>;
};

/**
 * Decides the jobs on `base`. Jobs that need no append are answered at once. `fresh`: base was read from the store
 * after the jobs came in; a cached one proves successes only.
 */
export async function draft(
  on: Drafting,
  base: StreamState,
  fresh: boolean,
  jobs: readonly Job[],
): Promise<Draft | typeof stale> {
  const drafter = new Drafter(on, base);
  for (const [index, job] of jobs.entries()) {
    if (job.settled) continue;
    const taken = await drafter.take(job, fresh);
    if (taken === 'stale') return stale;
    if (taken === 'full') return drafter.result(jobs.slice(index));
  }
  return drafter.result([]);
}

/** What became of a job: its answer is there or pending, it needs newer events, or there is no room for its own. */
type Taken = 'done' | 'stale' | 'full';

class Drafter {
  private readonly events: NewEvent[] = [];
  private readonly written: Written[] = [];
  private readonly pending: Pending[] = [];
  private readonly decidedHere = new Map<string, Written>();
  private state: unknown;
  private time: string | null;
  private hash: string | null;
  private bytes = 0;

  constructor(
    private readonly on: Drafting,
    private readonly base: StreamState,
  ) {
    this.state = base.state;
    this.time = base.time;
    this.hash = base.hash;
  }

  private get revision(): number {
    return this.base.revision + this.events.length;
  }

  /** What is wrong with a job fails it alone. */
  async take(job: Job, fresh: boolean): Promise<Taken> {
    try {
      if (job instanceof LoadJob) return this.load(job, fresh);
      if (await this.alreadyDone(job)) return 'done';
      return job instanceof RecallJob ? this.nothingKnown(job, fresh) : await this.command(job, fresh);
    } catch (error) {
      job.fail(error);
      return 'done';
    }
  }

  result(left: readonly Job[]): Draft {
    return { events: this.events, written: this.written, pending: this.pending, state: this.state, left };
  }

  private load(job: LoadJob, fresh: boolean): Taken {
    if (!fresh) return 'stale';
    const { state, revision, position, time } = this.base;
    job.answer({ state, revision, position, time });
    return 'done';
  }

  private async command(job: CommandJob, fresh: boolean): Promise<Taken> {
    const { expectedRevision } = job.context;
    if (expectedRevision !== undefined && expectedRevision !== this.revision) {
      if (!fresh) return 'stale';
      return this.settle(job, { outcome: 'revision-mismatch', currentRevision: this.revision });
    }
    const decision = this.on.decider.decide(job.command, this.state);
    if (decision.accepted && decision.events.length > 0) return this.write(job, decision.events);
    if (!fresh) return 'stale';
    if (!decision.accepted)
      return this.settle(job, { outcome: 'rejected', code: decision.code, details: decision.details });
    return this.nothingToDo(job);
  }

  private nothingKnown(job: RecallJob, fresh: boolean): Taken {
    if (!fresh) return 'stale';
    job.answer(null);
    return 'done';
  }

  /** The command was carried out before, or earlier in this batch. */
  private async alreadyDone(job: CommandJob | RecallJob): Promise<boolean> {
    const { commandId, requestHash } = job.context;
    const known = this.base.known.get(commandId);
    const here = this.decidedHere.get(commandId);
    if (known === undefined && here === undefined) return false;
    const asked = known === undefined ? here!.job.context.requestHash : known.requestHash;
    if (requestHash !== undefined && asked !== undefined && asked !== null && requestHash !== asked) {
      this.settle(job, { outcome: 'key-reused' });
    } else if (known !== undefined) {
      const repeated = job instanceof RecallJob || !job.doubtful;
      job.answer(accepted(await this.on.readBack(known), repeated));
    } else {
      this.pending.push({ job, answer: async (positionAt) => accepted(placed(here!.events, positionAt), true) });
    }
    return true;
  }

  private async write(job: CommandJob, events: readonly Event[]): Promise<Taken> {
    const { revision, time, hash } = this;
    const next = await encodeEvents(this.on, job.context, { state: this.state, revision, time, hash }, events);
    const bytes = this.bytes + next.bytes;
    const room = bytes <= mostBytes && this.events.length + next.events.length <= mostEvents;
    if (!room && this.events.length > 0) return 'full';
    this.events.push(...next.events);
    this.bytes = bytes;
    ({ state: this.state, time: this.time, hash: this.hash } = next);
    const written = { job, events: next.recorded };
    this.written.push(written);
    this.decidedHere.set(job.context.commandId, written);
    this.pending.push({ job, answer: async (positionAt) => accepted(placed(next.recorded, positionAt), false) });
    return 'done';
  }

  private nothingToDo(job: CommandJob): Taken {
    const { revision } = this;
    const answer = async (positionAt: PositionAt): Promise<Execution> => ({
      outcome: 'accepted',
      revision,
      position: revision === noStream ? await this.on.head() : positionAt(revision),
      events: [],
      repeated: false,
    });
    this.pending.push({ job, answer });
    return 'done';
  }

  /** A refusal on top of events that are not in the log yet holds only once they are. */
  private settle(job: CommandJob | RecallJob, execution: Execution): Taken {
    if (this.events.length === 0) job.answer(execution);
    else this.pending.push({ job, answer: async () => execution });
    return 'done';
  }
}

function placed(events: readonly Recorded<Event>[], positionAt: PositionAt): readonly Recorded<Event>[] {
  return events.map((event) => ({ ...event, position: positionAt(event.revision) }));
}

function accepted(events: readonly Recorded<Event>[], repeated: boolean): Execution {
  const { revision, position } = events.at(-1)!;
  return { outcome: 'accepted', revision, position, events, repeated };
}
