import { orderEventTypes } from '../../domain/order/event-types.ts';
import { typesIn } from '../types-in.ts';
import type { OrderEvent } from '../../domain/order/events.ts';
import { foldOrderView } from '../../domain/order/order-view.ts';
import type { OrderView } from '../../domain/order/order-view.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { idIn } from '../stream-id.ts';

/** An order as it is shown, with what it is found by. */
export type OrderDocument = OrderView & {
  /** The buyer and the vendors of its lines. */
  readonly parties: readonly string[];
  /** Orders what was placed at one instant. */
  readonly placedAt: string;
};

function evolve(order: OrderDocument | null, event: Recorded<OrderEvent>): OrderDocument | null {
  const view = foldOrderView(idIn(event.stream), order, event);
  if (view === null) return null;
  const parties = [...new Set([view.customerId, ...view.lines.map((line) => line.vendorId)])];
  return { ...view, parties, placedAt: order?.placedAt ?? event.position };
}

/** Without what people wrote and where they live. */
function blank(order: OrderDocument): OrderDocument {
  const blanked = {
    ...order,
    shippingAddress: null,
    returns: order.returns.map((each) => ({ ...each, reason: null })),
    refunds: order.refunds.map((each) => ({ ...each, reason: null })),
  };
  if (order.cancellation === undefined) return blanked;
  const { note: _, ...cancellation } = order.cancellation;
  return { ...blanked, cancellation };
}

/** Every order, as its own stream tells it. */
export const orders = projection<OrderDocument, OrderEvent>({
  name: 'orders',
  version: 1,
  handles: [...typesIn(orderEventTypes)],
  keys: (event) => [idIn(event.stream)],
  evolve,
  indexes: [
    { fields: ['createdAt', 'placedAt'] },
    { fields: ['customerId', 'createdAt', 'placedAt'] },
    { fields: ['status', 'createdAt', 'placedAt'] },
    { fields: ['parties', 'createdAt', 'placedAt'], multi: true },
    { fields: ['status', 'total.currency', 'total.amount', 'refunded.amount'] },
  ],
  erases: { on: 'UserKeyDestroyed', field: 'customerId', blank },
});
