import { unreachable } from '../event.ts';
import { money } from '../money.ts';
import type { OrderEvent, OrderEventOf } from './events.ts';
import type { FulfilmentStatus, Order, OrderState } from './state.ts';

/** The order after an event. Anything before `OrderPlaced` leaves it unplaced. */
export function evolve(order: OrderState, event: OrderEvent): OrderState {
  if (event.type === 'OrderPlaced') return placed(event);
  return order === null ? null : changed(order, event);
}

function placed({ data }: OrderEventOf<'OrderPlaced'>): Order {
  const nothing = money(0, data.total.currency);
  return {
    orderNumber: data.orderNumber,
    customerId: data.customerId,
    buyer: data.buyer,
    status: 'placed',
    paymentStatus: 'pending',
    fulfilmentStatus: 'unfulfilled',
    stockReserved: false,
    lines: data.lines,
    subtotal: data.subtotal,
    discount: data.discount,
    charges: data.charges,
    total: data.total,
    captured: nothing,
    refunded: nothing,
    returns: [],
    refunds: [],
    paymentMethod: data.paymentMethod,
    paymentToken: data.paymentToken,
    shippingAddress: data.shippingAddress,
    trackingNumber: null,
    cancellation: null,
    confirmedAt: null,
  };
}

function changed(order: Order, event: Exclude<OrderEvent, { type: 'OrderPlaced' }>): Order {
  switch (event.type) {
    case 'OrderStockReserved':
      return { ...order, stockReserved: true };
    case 'OrderPaymentAuthorized':
      return { ...order, paymentStatus: 'authorized' };
    case 'OrderPaymentDeclined':
      return { ...order, paymentStatus: 'declined' };
    case 'OrderConfirmed':
      return { ...order, status: 'confirmed', confirmedAt: event.data.confirmedAt };
    case 'OrderShipped':
      return {
        ...order,
        status: 'shipped',
        fulfilmentStatus: 'shipped',
        trackingNumber: event.data.trackingNumber,
      };
    case 'OrderPaymentCaptured':
      return { ...order, paymentStatus: 'paid', captured: event.data.amount };
    case 'OrderDelivered':
      return { ...order, status: 'delivered', fulfilmentStatus: 'delivered' };
    case 'OrderCompleted':
      return { ...order, status: 'completed' };
    case 'OrderCancelled':
      return cancelled(order, event);
    case 'OrderReturned':
      return returned(order, event);
    case 'RefundIssued':
      return refunded(order, event);
    default:
      return unreachable(event, order);
  }
}

function cancelled(order: Order, { data }: OrderEventOf<'OrderCancelled'>): Order {
  return {
    ...order,
    status: 'cancelled',
    paymentStatus: order.paymentStatus === 'declined' ? 'declined' : 'voided',
    cancellation: { reason: data.reason, note: data.note, by: data.by },
  };
}

function returned(order: Order, { data }: OrderEventOf<'OrderReturned'>): Order {
  const returns = [...order.returns, { id: data.returnId, lines: data.lines, reason: data.reason }];
  const bought = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const back = returns.flatMap((each) => each.lines).reduce((sum, line) => sum + line.quantity, 0);
  const fulfilmentStatus: FulfilmentStatus = back >= bought ? 'returned' : order.fulfilmentStatus;
  return { ...order, returns, fulfilmentStatus };
}

function refunded(order: Order, { data }: OrderEventOf<'RefundIssued'>): Order {
  const sum = order.refunded.amount + data.amount.amount;
  return {
    ...order,
    refunds: [...order.refunds, { id: data.refundId, amount: data.amount, reason: data.reason }],
    refunded: money(sum, order.total.currency),
    paymentStatus: sum >= order.captured.amount ? 'refunded' : 'partially_refunded',
  };
}
