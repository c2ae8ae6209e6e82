import { accept } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { OrderCommand } from './commands.ts';
import type { CancellationReason, OrderEvent } from './events.ts';
import type { Order } from './state.ts';
import { illegalTransition } from './refusals.ts';

/**
 * When may an order be cancelled? By people, until it ships: placed or confirmed. By the shop itself (no stock, card
 * declined, payment without an answer), only while it waits for its confirmation. A cancelled order stays cancelled:
 * people who cancel again are refused; the shop, which repeats itself after a crash, is not.
 */
export function cancelOrder(
  { reason, note, by }: Extract<OrderCommand, { type: 'CancelOrder' }>,
  order: Order,
): Decision<OrderEvent> {
  if (order.status === 'cancelled' && !isAskedByPeople(reason)) return accept();
  const mayCancel = isAskedByPeople(reason) ? ['placed', 'confirmed'] : ['placed'];
  if (!mayCancel.includes(order.status)) return illegalTransition(order);
  const { confirmedAt, total, lines } = order;
  return accept({ type: 'OrderCancelled', data: { reason, note, by, confirmedAt, total, lines } });
}

function isAskedByPeople(reason: CancellationReason): boolean {
  return reason === 'requested_by_customer' || reason === 'requested_by_admin';
}
