import type { Decider } from './decider.ts';
import type { DraftEnvelope, EventCodec } from '../log/event-codec.ts';
import type { Event, NewEvent, Recorded } from '../log/event.ts';
import type { CommandContext } from './executor.ts';
import { derivedId } from '../log/ids.ts';

/** The stream that events are made for. */
export type EncodingParts = {
  readonly decider: Decider<unknown, unknown, Event>;
  readonly stream: string;
  readonly codec: EventCodec;
};

/** An event before it is in the log: only the store can give its position. */
export type Unplaced = Omit<Recorded<Event>, 'position'>;

/** Where the stream stands before the events. */
type Before = {
  readonly state: unknown;
  readonly revision: number;
  readonly time: string | null;
  readonly hash: string | null;
};

type After = {
  readonly events: readonly NewEvent[];
  /** As they will be read back. */
  readonly recorded: readonly Unplaced[];
  readonly state: unknown;
  readonly time: string;
  readonly hash: string | null;
  readonly bytes: number;
};

/** Makes the events of one command ready for the log, and folds them. */
export async function encodeEvents(
  on: EncodingParts,
  context: CommandContext,
  before: Before,
  decided: readonly Event[],
): Promise<After> {
  const time = before.time !== null && before.time > context.time ? before.time : context.time;
  const events: NewEvent[] = [];
  const recorded: Unplaced[] = [];
  let { state, hash } = before;
  let bytes = 0;
  for (const [index, { type, data: given }] of decided.entries()) {
    const envelope = envelopeFor(context, on.stream, before.revision + 1 + index, time, index);
    const encoded = await on.codec.encode({ type, data: given }, envelope, hash);
    const { requestHash: _, ...shown } = envelope;
    const fact = { type, data: encoded.data, ...shown };
    events.push(encoded.event);
    recorded.push(fact);
    state = on.decider.evolve(state, fact);
    hash = encoded.event.metadata.hash;
    bytes += encoded.bytes;
  }
  return { events, recorded, state, time, hash, bytes };
}

function envelopeFor(
  context: CommandContext,
  stream: string,
  revision: number,
  time: string,
  index: number,
): DraftEnvelope {
  const { commandId, actor, correlationId, causationId, subject = null, orderId = null, requestHash } = context;
  const id = derivedId(commandId, index);
  const who = { actor: { id: actor.id, role: actor.role }, correlationId, causationId, commandId };
  return {
    id,
    stream,
    revision,
    time,
    ...who,
    subject,
    orderId,
    ...(requestHash === undefined ? {} : { requestHash }),
  };
}
