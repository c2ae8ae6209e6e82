import type { Event, NewEvent, Recorded } from '../log/event.ts';
import type { Position } from '../log/position.ts';
import { encodeEvents, type EncodingParts, type Unplaced } from './encode-events.ts';
import type { Execution } from './executor.ts';
import type { CommandJob, RecallJob } from './jobs.ts';
import type { StreamState } from './stream-state.ts';

/** Below the store's 512 KB with room for what the store adds around an event. */
const mostBytes = 400 * 1024;
const mostEvents = 500;

/** Decided events of one command that wait to be appended. */
type Written = { readonly job: CommandJob; readonly events: readonly Unplaced[] };

/** Where the stream's event of a revision stands in the log; knows the draft's events and the one before them. */
type PositionAt = (revision: number) => Position;

/** An answer that holds once the draft is in the log. */
type Pending = {
  readonly job: CommandJob | RecallJob;
  readonly answer: (positionAt: PositionAt) => Promise<Execution>;
};

/** Events that were decided one after the other on one state, to be appended together, and the answers that wait for it. */
export class Draft {
  readonly events: NewEvent[] = [];
  readonly pending: Pending[] = [];
  /** By command id, in order. */
  readonly written = new Map<string, Written>();
  /** The fold with all events of the draft. */
  state: unknown;
  private time: string | null;
  private hash: string | null;
  private bytes = 0;

  constructor(
    private readonly on: EncodingParts,
    private readonly base: StreamState,
  ) {
    this.state = base.state;
    this.time = base.time;
    this.hash = base.hash;
  }

  /** The stream's, once the draft is in the log. */
  get revision(): number {
    return this.base.revision + this.events.length;
  }

  /** Takes in what a command decided, and answers it; false when there is no room for it. */
  async write(job: CommandJob, decided: readonly Event[]): Promise<boolean> {
    const { state, revision, time, hash } = this;
    const next = await encodeEvents(this.on, job.context, { state, revision, time, hash }, decided);
    const bytes = this.bytes + next.bytes;
    const room = bytes <= mostBytes && this.events.length + next.events.length <= mostEvents;
    if (!room && this.events.length > 0) return false;
    this.events.push(...next.events);
    this.bytes = bytes;
    ({ state: this.state, time: this.time, hash: this.hash } = next);
    const written = { job, events: next.recorded };
    this.written.set(job.context.commandId, written);
    this.answerWritten(job, written, false);
    return true;
  }

  answerWritten(job: CommandJob | RecallJob, { events }: Written, repeated: boolean): void {
    const at = (positionAt: PositionAt) => events.map((event) => ({ ...event, position: positionAt(event.revision) }));
    this.answerLater(job, async (positionAt) => accepted(at(positionAt), repeated));
  }

  answerLater(job: Pending['job'], answer: Pending['answer']): void {
    this.pending.push({ job, answer });
  }
}

export function accepted(events: readonly Recorded<Event>[], repeated: boolean): Execution {
  const { revision, position } = events.at(-1)!;
  return { outcome: 'accepted', revision, position, events, repeated };
}
