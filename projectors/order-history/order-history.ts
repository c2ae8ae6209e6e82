import { inventoryEventTypes } from '../../domain/inventory/event-types.ts';
import { notificationEventTypes } from '../../domain/notification/event-types.ts';
import { orderEventTypes } from '../../domain/order/event-types.ts';
import { paymentEventTypes } from '../../domain/payment/event-types.ts';
import { typesIn } from '../types-in.ts';
import type { CartEvent } from '../../domain/cart/events.ts';
import type { Event } from '../../domain/event.ts';
import type { InventoryEvent } from '../../domain/inventory/events.ts';
import type { NotificationEvent } from '../../domain/notification/events.ts';
import type { OrderEvent } from '../../domain/order/events.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { idIn } from '../stream-id.ts';

/** Where an event is to be read; the log itself tells what it says. */
export type EventReference = {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly id: string;
};

/** Everything that belongs to an order, by position. */
type OrderHistoryDocument = { readonly orderId: string; readonly events: readonly EventReference[] };

type HistoryEvent =
  | OrderEvent
  | InventoryEvent
  | PaymentEvent
  | NotificationEvent
  | Extract<CartEvent, { type: 'CartCheckedOut' }>
  | Event<'OrderProcessAdvanced', object>;

function orderIdOf(event: Recorded<HistoryEvent>): string | null {
  return event.orderId ?? (event.stream.startsWith('order-') ? idIn(event.stream) : null);
}

/** By order, where its events are: its own, the saga's, the payment's, the stock's and the mails'. */
export const orderHistory = projection<OrderHistoryDocument, HistoryEvent>({
  name: 'order-history',
  version: 1,
  handles: [
    ...typesIn(orderEventTypes),
    'CartCheckedOut',
    ...typesIn(inventoryEventTypes),
    ...typesIn(paymentEventTypes),
    'OrderProcessAdvanced',
    ...typesIn(notificationEventTypes),
  ],
  keys: (event) => {
    const orderId = orderIdOf(event);
    return orderId === null ? [] : [orderId];
  },
  evolve: (history, { stream, revision, position, id }, orderId) => ({
    orderId,
    events: [...(history?.events ?? []), { stream, revision, position, id }],
  }),
  indexes: [],
});
