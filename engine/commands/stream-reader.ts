import { yieldTurn } from '../tools/yield-turn.ts';
import type { Decider } from './decider.ts';
import type { EventCodec } from '../log/event-codec.ts';
import type { Event, Recorded, StoredEvent } from '../log/event.ts';
import type { EventStore } from '../log/event-store.ts';
import type { Snapshots } from './snapshots.ts';
import type { StreamState } from './stream-state.ts';
import { advance, untouched } from './stream-state.ts';

const page = 500;

/** Folds a stream's events, from a snapshot on where there is one. */
export class StreamReader {
  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    private readonly snapshots: Snapshots,
  ) {}

  /** The state as of the stream's newest event. */
  async open<State, E extends Event>(decider: Decider<State, never, E>, stream: string): Promise<StreamState<State>> {
    const snapshot = await this.snapshots.load(decider, stream);
    const usable = snapshot !== null && (await this.stands(stream, snapshot));
    const state = usable ? snapshot : untouched(decider);
    await this.catchUp(decider, stream, state);
    return state;
  }

  /** Reads what was written after the state's revision. */
  async catchUp<State, E extends Event>(
    decider: Decider<State, never, E>,
    stream: string,
    state: StreamState<State>,
  ): Promise<void> {
    for await (const { stored, event } of this.events<E>(stream, state.revision + 1)) {
      advance(state, decider.evolve(state.state, event), event, stored.metadata, this.codec.reveals(event));
    }
  }

  /** The events of a stream from a revision on, in pages. */
  async *events<E extends Event>(
    stream: string,
    from: number,
  ): AsyncGenerator<{ stored: StoredEvent; event: Recorded<E> }> {
    for (let next = from; ; next += page) {
      const read = await this.store.readStream(stream, next, page);
      for (const stored of read) yield { stored, event: await this.codec.decode<E>(stored) };
      if (read.length < page) return;
      // A store that answers at once must not keep the process from its other work.
      await yieldTurn();
    }
  }

  /** So many events of a stream from a revision on. */
  async range<E extends Event>(stream: string, first: number, count: number): Promise<readonly Recorded<E>[]> {
    const stored = await this.store.readStream(stream, first, count);
    if (stored.length < count) throw new Error(`${stream} ends before revision ${first + count - 1}`);
    return Promise.all(stored.map((event) => this.codec.decode<E>(event)));
  }

  /** A snapshot of a log that was since restored to another history is told by the event it ends with. */
  private async stands(stream: string, snapshot: StreamState): Promise<boolean> {
    const [last] = await this.store.readStream(stream, snapshot.revision, 1);
    return last?.metadata.hash === snapshot.hash;
  }
}
