import { personalFields, routingKeyOf } from '../../domain/messages/messages.ts';
import type { MessagePayload, MessageType } from '../../domain/messages/messages.ts';
import { orderDecider } from '../../domain/order/order.ts';
import type { UserEvent } from '../../domain/user/events.ts';
import { userDecider } from '../../domain/user/user.ts';
import type { InventoryEvent } from '../../domain/inventory/events.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import type { JsonObject } from '../../engine/log/json.ts';
import type { Executor } from '../../engine/commands/executor.ts';
import type { Forwarder, Told } from '../../engine/reactions/forwarder.ts';
import { sealFields, type Seals } from '../../engine/reactions/personal-fields.ts';
import { orderMessageType, orderPayload, toldOrderEvents, type ToldOrderEvent } from './order-message.ts';
import { StockFolds } from './stock-folds.ts';
import { stockMovements, stockPayload, type StockMovement } from './stock-message.ts';

type Registered = Extract<UserEvent, { type: 'UserRegistered' }>;
export type ForwardedEvent = Registered | InventoryEvent | ToldOrderEvent;

export type ForwarderDeps = {
  readonly executor: Executor;
  readonly seals: Seals;
  /** `plain`: everybody who gets a message can read it, and an erasure does not reach what waits in their queues. */
  readonly personal: 'sealed' | 'plain';
};

const idIn = (stream: string) => stream.slice(stream.indexOf('-') + 1);

/**
 * What leaves the shop as integration messages: events into the envelope of domain/messages. Payloads are folded from
 * the event's own stream as of that event, never from a view.
 */
export function forwarder({ executor, seals, personal }: ForwarderDeps): Forwarder<ForwardedEvent> {
  const stock = new StockFolds(executor);
  const messageOf = async (type: MessageType, event: Recorded<Event>, payload: MessagePayload): Promise<Told> => {
    const plain = { ...payload } as unknown as JsonObject;
    const told =
      personal === 'plain' || !('user_id' in payload)
        ? plain
        : await sealFields(seals, { messageId: event.id, subject: payload.user_id, fields: personalFields }, plain);
    const { id, time, correlationId } = event;
    const body = { event_type: type, event_id: id, timestamp: time, correlation_id: correlationId, payload: told };
    return { routingKey: routingKeyOf(type), body };
  };
  return {
    name: 'integration-messages',
    // A refused reservation is heard too, or the fold of the stock would have a gap.
    handles: ['UserRegistered', 'StockReservationRefused', ...stockMovements, ...toldOrderEvents],
    key: (event) => event.stream,
    async toMessage(event) {
      const id = idIn(event.stream);
      if (event.type === 'UserRegistered') {
        // Somebody who was erased since the event was read has no name any more.
        const { state: user } = await executor.load(userDecider, id);
        const { email, fullName } = user?.erased === true ? { email: null, fullName: null } : event.data;
        return messageOf('user.registered', event, { user_id: id, user_email: email, user_name: fullName });
      }
      if (isStockEvent(event)) {
        const after = await stock.after(event);
        if (!isMovement(event)) return null;
        return messageOf('inventory.updated', event, stockPayload(id, after, event));
      }
      const order = (await executor.loadAt(orderDecider, id, { revision: event.revision }))?.state;
      return order ? messageOf(orderMessageType(event), event, orderPayload(id, order, event)) : null;
    },
  };
}

function isStockEvent(event: Recorded<ForwardedEvent>): event is Recorded<InventoryEvent> {
  return event.stream.startsWith('inventory-');
}

function isMovement(event: Recorded<InventoryEvent>): event is Recorded<StockMovement> {
  return event.type !== 'StockReservationRefused';
}
