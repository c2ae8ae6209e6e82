import { personalFields } from '../../domain/messages/messages.ts';
import type { EventStore } from '../../engine/log/event-store.ts';
import type { JsonObject } from '../../engine/log/json.ts';
import type { Position } from '../../engine/log/position.ts';
import type { Message } from '../../engine/reactions/message-bus.ts';
import { sealFields } from '../../engine/reactions/personal-fields.ts';
import type { ForwarderDeps } from './forwarder.ts';

type EarlierMessageDeps = Pick<ForwarderDeps, 'seals' | 'personal'> & {
  readonly eventStore: Pick<EventStore, 'readStream'>;
};

const pageSize = 500;

/**
 * A message as earlier releases left it, readable and without the place of its event, as it would be left today.
 * Null: its event is not in this log.
 */
export async function asToldToday(
  { eventStore, seals, personal }: EarlierMessageDeps,
  { id, routingKey, body }: Omit<Message, 'position'>,
): Promise<Message | null> {
  const payload = body['payload'] as JsonObject;
  const position = await placeOf(id, streamOf(payload), eventStore);
  if (position === null) return null;
  const subject = payload['user_id'] as string | undefined;
  if (subject === undefined || personal === 'plain') return { id, position, routingKey, body };
  const sealed = await sealFields(seals, { messageId: id, subject, fields: personalFields }, payload);
  return { id, position, routingKey, body: { ...body, payload: sealed } };
}

function streamOf(payload: JsonObject): string {
  if ('product_id' in payload) return `inventory-${payload['product_id'] as string}`;
  if ('order_id' in payload) return `order-${payload['order_id'] as string}`;
  return `user-${payload['user_id'] as string}`;
}

async function placeOf(
  eventId: string,
  stream: string,
  eventStore: Pick<EventStore, 'readStream'>,
): Promise<Position | null> {
  for (let from = 0; ; from += pageSize) {
    const page = await eventStore.readStream(stream, from, pageSize);
    const found = page.find(({ id }) => id === eventId);
    if (found !== undefined) return found.position;
    if (page.length < pageSize) return null;
  }
}
