import { Snapshots } from './snapshots.ts';
import type { Job } from './jobs.ts';
import { CommandJob, LoadJob, RecallJob } from './jobs.ts';
import { StateCache } from './state-cache.ts';
import { StreamQueue } from './stream-queue.ts';
import { StreamReader } from './stream-reader.ts';
import { StreamWriter } from './stream-writer.ts';
import type { Decider } from './decider.ts';
import { streamOf } from './decider.ts';
import type { EventCodec } from '../log/event-codec.ts';
import type { Event } from '../log/event.ts';
import type { EventStore } from '../log/event-store.ts';
import type { CommandContext, CommandIdentity, Execution, Executor, Loaded } from './executor.ts';
import type { SnapshotStore } from '../stores/snapshot-store.ts';

type ExecutorParts = {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly snapshots: SnapshotStore;
  /** Streams whose state stays in memory. */
  readonly cachedStreams?: number;
  /** Events of a stream between two snapshots. */
  readonly snapshotEvery?: number;
};

/** Commands of one stream that may share an append, at most. */
const mostInBatch = 128;

/** Carries commands out: one queue a stream, states from memory, refusals only as of the newest event. */
export class CommandExecutor implements Executor {
  private readonly queues = new Map<string, StreamQueue<Job>>();
  private readonly cache: StateCache;
  private readonly snapshots: Snapshots;
  private readonly reader: StreamReader;

  constructor(private readonly parts: ExecutorParts) {
    const { store, codec, snapshots, cachedStreams = 10_000, snapshotEvery = 200 } = parts;
    this.cache = new StateCache(cachedStreams);
    this.snapshots = new Snapshots(snapshots, codec, snapshotEvery);
    this.reader = new StreamReader(store, codec, this.snapshots);
  }

  async execute<State, Command, E extends Event, Code extends string>(
    decider: Decider<State, Command, E, Code>,
    id: string,
    command: Command,
    context: CommandContext,
  ): Promise<Execution<E, Code>> {
    if (Number.isNaN(Date.parse(context.time))) throw new RangeError(`${context.time} is not a time`);
    const job = new CommandJob(command, context);
    this.enqueue(decider, streamOf(decider, id), job);
    return job.answered as Promise<Execution<E, Code>>;
  }

  async executed<State, Command, E extends Event, Code extends string>(
    decider: Decider<State, Command, E, Code>,
    id: string,
    asked: CommandIdentity,
  ): Promise<Execution<E, Code> | null> {
    const job = new RecallJob(asked);
    this.enqueue(decider, streamOf(decider, id), job);
    return job.answered as Promise<Execution<E, Code> | null>;
  }

  async load<State, Command, E extends Event>(decider: Decider<State, Command, E>, id: string): Promise<Loaded<State>> {
    const job = new LoadJob();
    this.enqueue(decider, streamOf(decider, id), job);
    return job.answered as Promise<Loaded<State>>;
  }

  async loadAt<State, Command, E extends Event>(
    decider: Decider<State, Command, E>,
    id: string,
    at: { readonly revision: number } | { readonly time: string },
  ): Promise<Loaded<State> | null> {
    let loaded: Loaded<State> | null = null;
    let state = decider.initial;
    for await (const { event } of this.reader.events<E>(streamOf(decider, id), 0)) {
      if ('revision' in at ? event.revision > at.revision : Date.parse(event.time) > Date.parse(at.time)) break;
      state = decider.evolve(state, event);
      const { revision, position, time } = event;
      loaded = { state, revision, position, time };
    }
    return loaded;
  }

  /** Drops every state in memory that was folded from a subject's encrypted fields, as erasure must. */
  forget(subject: string): void {
    this.cache.forget(subject);
  }

  /** Resolves when no snapshot is being saved any more. To be called after the last command was answered. */
  async close(): Promise<void> {
    await this.snapshots.settled();
  }

  private enqueue<State, Command, E extends Event>(
    decider: Decider<State, Command, E>,
    stream: string,
    job: Job,
  ): void {
    const running = this.queues.get(stream);
    if (running !== undefined) return running.add(job);
    const { store, codec } = this.parts;
    const { cache, reader, snapshots } = this;
    const parts = { store, codec, cache, reader, snapshots };
    const writer = new StreamWriter(parts, decider as unknown as Decider<unknown, unknown, Event>, stream);
    const queue = new StreamQueue<Job>(
      (jobs) => writer.work(jobs),
      mostInBatch,
      () => this.queues.delete(stream),
    );
    queue.add(job);
    this.queues.set(stream, queue);
    void queue.run();
  }
}
