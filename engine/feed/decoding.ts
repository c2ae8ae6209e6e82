import { envelopeOf, type EventCodec } from '../log/event-codec.ts';
import type { Event, Recorded, StoredEvent } from '../log/event.ts';
import type { FeedEvent, LogReader } from './log-feed.ts';
import { StoreUnavailable, type EventStore } from '../log/event-store.ts';
import { messageOf } from '../tools/message-of.ts';
import { nextEvents } from '../log/reading-on.ts';

/** The gate through which events come out of the log (EventCodec). */
export type EventDecoder = { decode(stored: StoredEvent): Promise<Recorded<Event>> };

/** The same for whoever keeps what came out: it also says whom an event reveals, and whose key ended. */
export type KeepingDecoder = EventDecoder & Pick<EventCodec, 'reveals' | 'isKept' | 'endedBy' | 'forget'>;

/**
 * Decodes in order; an event that cannot be decoded says why instead of stopping its reader. Throws StoreUnavailable:
 * what a store does not answer today it may answer tomorrow.
 */
export function decodeAll(decoder: EventDecoder, events: readonly StoredEvent[]): Promise<readonly FeedEvent[]> {
  return Promise.all(events.map((event) => decodeOne(decoder, event)));
}

export async function decodeOne(decoder: EventDecoder, stored: StoredEvent): Promise<FeedEvent> {
  if (stored.passedOver) return undecoded(stored);
  try {
    return (await decoder.decode(stored)) as FeedEvent;
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return { ...undecoded(stored), undecodable: messageOf(error) };
  }
}

function undecoded(stored: StoredEvent): FeedEvent {
  return { type: stored.type, data: null as never, ...envelopeOf(stored) };
}

/** Reads a log without a subscription, for a fold in a thread or process of its own. */
export function logReader(store: Pick<EventStore, 'readAll'>, decoder: EventDecoder): LogReader {
  return {
    read: async (after, limit, handles) => decodeAll(decoder, await nextEvents(store, after, limit, handles)),
  };
}
