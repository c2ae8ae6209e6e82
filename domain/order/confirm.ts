import { accept, invalid } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { Money } from '../money.ts';
import type { OrderEvent } from './events.ts';
import type { Order } from './state.ts';
import { illegalTransition } from './refusals.ts';

/** Noted once, and only while the order waits. */
export function recordStockReserved(order: Order): Decision<OrderEvent> {
  if (order.status !== 'placed' || order.stockReserved) return accept();
  return accept({ type: 'OrderStockReserved', data: {} });
}

/** Noted once, and only while the order waits: an answer that comes too late changes nothing here. */
export function recordPaymentAuthorized(order: Order): Decision<OrderEvent> {
  if (!waitsForCard(order)) return accept();
  return accept({ type: 'OrderPaymentAuthorized', data: {} });
}

/** Noted once, and only while the order waits. */
export function recordPaymentDeclined(order: Order, reason: string): Decision<OrderEvent> {
  if (!waitsForCard(order)) return accept();
  return accept({ type: 'OrderPaymentDeclined', data: { reason } });
}

/** An order is confirmed when its stock is reserved and its card authorized, or it is paid in cash at the door. */
export function confirmOrder(order: Order, at: string): Decision<OrderEvent> {
  if (order.status === 'cancelled') return illegalTransition(order);
  if (order.status !== 'placed') return accept();
  const secured = order.paymentMethod === 'cash_on_delivery' || order.paymentStatus === 'authorized';
  if (!order.stockReserved || !secured) return illegalTransition(order);
  const { customerId, total, lines } = order;
  return accept({ type: 'OrderConfirmed', data: { confirmedAt: at, customerId, total, lines } });
}

/** Payment is taken once, whole, and after the goods have left. */
export function recordPaymentCaptured(order: Order, amount: Money): Decision<OrderEvent> {
  if (order.paymentStatus !== 'pending' && order.paymentStatus !== 'authorized') {
    return order.status === 'cancelled' ? illegalTransition(order) : accept();
  }
  if (order.fulfilmentStatus === 'unfulfilled') return illegalTransition(order);
  if (amount.amount !== order.total.amount || amount.currency !== order.total.currency) {
    return invalid('amount', 'an order is paid whole');
  }
  return accept({ type: 'OrderPaymentCaptured', data: { amount } });
}

function waitsForCard(order: Order): boolean {
  return order.status === 'placed' && order.paymentMethod === 'card' && order.paymentStatus === 'pending';
}
