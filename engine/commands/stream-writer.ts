import type { Decider } from './decider.ts';
import { backOffMs, rest } from '../tools/back-off.ts';
import type { EventCodec } from '../log/event-codec.ts';
import type { Event } from '../log/event.ts';
import type { EventStore } from '../log/event-store.ts';
import { OutcomeUnknown, StoreUnavailable } from '../log/event-store.ts';
import { failpoint } from '../tools/failpoint.ts';
import type { Position } from '../log/position.ts';
import { beginning } from '../log/position.ts';
import type { DecidingParts } from './decide-jobs.ts';
import { decideJobs, stale } from './decide-jobs.ts';
import type { Draft } from './draft.ts';
import type { Job } from './jobs.ts';
import { LoadJob } from './jobs.ts';
import type { Snapshots } from './snapshots.ts';
import type { StateCache } from './state-cache.ts';
import type { StreamReader } from './stream-reader.ts';
import type { StreamState } from './stream-state.ts';
import { advance } from './stream-state.ts';
import { appendBackOff, appendSurely } from './sure-append.ts';

type WriterParts = {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly reader: StreamReader;
  readonly cache: StateCache;
  readonly snapshots: Snapshots;
};

/** Conflicts with other processes on one batch before its commands are given up. */
const mostConflicts = 20;

/** Works on batches of jobs of one stream: decide, append, answer; again from newer events after a conflict. */
export class StreamWriter {
  private readonly deciding: DecidingParts;

  constructor(
    private readonly parts: WriterParts,
    private readonly decider: Decider<unknown, unknown, Event>,
    private readonly stream: string,
  ) {
    const { codec, reader, store } = parts;
    this.deciding = {
      decider,
      stream,
      codec,
      readBack: ({ first, count }) => reader.range(stream, first, count),
      head: async () => (await store.head()) ?? beginning,
    };
  }

  /** Settles every job but those it had no room for, which it answers. */
  async work(jobs: readonly Job[]): Promise<readonly Job[]> {
    try {
      return await this.attempt(jobs);
    } catch (error) {
      const open = jobs.filter((job) => !job.settled);
      if (open.length > 1 && !(error instanceof StoreUnavailable || error instanceof OutcomeUnknown)) {
        // One of them carries what the store does not take; the others must not suffer for it.
        for (const job of open) await this.work([job]);
      } else {
        for (const job of open) job.fail(error);
      }
      return [];
    }
  }

  private async attempt(jobs: readonly Job[]): Promise<readonly Job[]> {
    const { cache, reader } = this.parts;
    const cached = await this.usable(cache.get(this.stream));
    const state = cached ?? (await reader.open(this.decider, this.stream));
    let fresh = cached === undefined;
    if (!fresh && jobs.some((job) => job instanceof LoadJob)) {
      await reader.catchUp(this.decider, this.stream, state);
      fresh = true;
    }
    for (let conflicts = 0; ;) {
      const decided = await decideJobs(this.deciding, state, fresh, jobs);
      if (decided !== stale) {
        const { draft, left } = decided;
        const positions = await this.append(draft, state.revision);
        if (positions !== null) {
          await this.succeed(draft, state, positions);
          return left;
        }
        conflicts += 1;
        if (conflicts > mostConflicts) {
          this.giveUp(draft);
          return left;
        }
        if (conflicts > 1) await rest(backOffMs(conflicts, appendBackOff));
      }
      await reader.catchUp(this.decider, this.stream, state);
      fresh = true;
    }
  }

  /** A cached state, unless somebody whose sealed fields were folded into it was erased meanwhile. */
  private async usable(cached: StreamState | undefined): Promise<StreamState | undefined> {
    for (const subject of cached?.subjects ?? []) {
      if (!(await this.parts.codec.isReadable(subject))) this.parts.cache.forget(subject);
    }
    return cached?.forgotten === true ? undefined : cached;
  }

  /** The positions of the draft's events; null when newer events must be read, and then decided again. */
  private async append(draft: Draft, revision: number): Promise<readonly Position[] | null> {
    const { events, written } = draft;
    if (events.length === 0) return [];
    const { result, doubtful } = await appendSurely(this.parts.store, this.stream, revision, events);
    if (doubtful) for (const { job } of written.values()) job.doubtful = true;
    if (result.outcome === 'conflict') return null;
    if (result.positions !== undefined) return result.positions;
    if (events.length === 1) return [result.position];
    return this.readPositions(revision + 1, events.length);
  }

  private async readPositions(first: number, count: number): Promise<readonly Position[]> {
    const read = await this.parts.store.readStream(this.stream, first, count).catch(() => []);
    if (read.length === count) return read.map(({ position }) => position);
    throw new OutcomeUnknown(`${this.stream} was appended to, but could not be read back`);
  }

  /** Takes the draft, now in the log, into the cached state and answers its commands. */
  private async succeed(draft: Draft, state: StreamState, positions: readonly Position[]): Promise<void> {
    const { cache, codec, snapshots } = this.parts;
    const before = { revision: state.revision, position: state.position };
    const facts = [...draft.written.values()].flatMap(({ events }) => events);
    for (const [index, { metadata }] of draft.events.entries()) {
      const event = { ...facts[index]!, position: positions[index]! };
      advance(state, draft.state, event, metadata, codec.reveals(event));
    }
    cache.put(this.stream, state);
    if (draft.events.length > 0) failpoint('append:before-acknowledgement');
    const positionAt = (revision: number) => positions[revision - before.revision - 1] ?? before.position!;
    for (const { job, answer } of draft.pending) job.answer(await answer(positionAt));
    snapshots.saveIfDue(this.decider, this.stream, state);
  }

  private giveUp(draft: Draft): void {
    for (const { job } of draft.pending) job.answer({ outcome: 'concurrent-change' });
  }
}
