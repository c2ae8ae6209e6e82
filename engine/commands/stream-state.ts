import type { Decider } from './decider.ts';
import type { Event, Recorded, StoredMetadata } from '../log/event.ts';
import { noStream } from '../log/event-store.ts';
import type { Position } from '../log/position.ts';

/** A command whose events are in the stream: `count` of them from revision `first` on. */
export type KnownCommand = {
  readonly first: number;
  count: number;
  readonly requestHash: string | null;
  readonly time: string;
};

/** What is known of a stream as of one of its revisions. Kept in memory and as a snapshot. */
export type StreamState<State = unknown> = {
  state: State;
  revision: number;
  position: Position | null;
  /** Of the last event. */
  time: string | null;
  hash: string | null;
  /** Whose sealed fields were read for it. */
  readonly subjects: Set<string>;
  /** Commands of the last 24 h before the last event, oldest first. */
  readonly known: Map<string, KnownCommand>;
  /** Revision of the newest snapshot. */
  snapshot: number;
  /** A subject was erased: not to be used again. */
  forgotten: boolean;
};

const remembered = 24 * 60 * 60 * 1000;

export function untouched<State>(decider: Pick<Decider<State, never, never>, 'initial'>): StreamState<State> {
  return {
    state: decider.initial,
    revision: noStream,
    position: null,
    time: null,
    hash: null,
    subjects: new Set(),
    known: new Map(),
    snapshot: noStream,
    forgotten: false,
  };
}

/** Moves to the next event; `state` is the fold with it. `revealed`: the subject whose sealed fields were read in it. */
export function advance<State>(
  stream: StreamState<State>,
  state: State,
  event: Recorded<Event>,
  metadata: StoredMetadata,
  revealed: string | null,
): void {
  stream.state = state;
  stream.revision = event.revision;
  stream.position = event.position;
  stream.time = event.time;
  stream.hash = metadata.hash;
  if (revealed !== null) stream.subjects.add(revealed);
  remember(stream.known, event, metadata.requestHash ?? null);
}

function remember(known: Map<string, KnownCommand>, event: Recorded<Event>, requestHash: string | null): void {
  const command = known.get(event.commandId);
  if (command !== undefined) {
    command.count += 1;
    return;
  }
  known.set(event.commandId, { first: event.revision, count: 1, requestHash, time: event.time });
  const oldest = new Date(Date.parse(event.time) - remembered).toISOString();
  for (const [id, { time }] of known) {
    if (time >= oldest) return;
    known.delete(id);
  }
}
