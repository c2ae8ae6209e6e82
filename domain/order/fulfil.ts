import { accept } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { OrderEvent } from './events.ts';
import type { Order } from './state.ts';
import { illegalTransition } from './refusals.ts';

/** Only a confirmed order ships. */
export function shipOrder(order: Order, trackingNumber: string | null): Decision<OrderEvent> {
  if (order.status !== 'confirmed') return illegalTransition(order);
  return accept({ type: 'OrderShipped', data: { trackingNumber } });
}

/** Only what was shipped is delivered. */
export function deliverOrder(order: Order): Decision<OrderEvent> {
  if (order.status !== 'shipped') return illegalTransition(order);
  return accept({ type: 'OrderDelivered', data: {} });
}

/** Only what was delivered is completed. */
export function completeOrder(order: Order): Decision<OrderEvent> {
  if (order.status !== 'delivered') return illegalTransition(order);
  return accept({ type: 'OrderCompleted', data: {} });
}
