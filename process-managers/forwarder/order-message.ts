import type { MessageType, OrderPayload } from '../../domain/messages/messages.ts';
import type { OrderEvent } from '../../domain/order/events.ts';
import type { Order } from '../../domain/order/order.ts';

/** The message each event of an order is told with; what is not here is the shop's own business. */
const messageOf = {
  OrderPlaced: 'order.created',
  OrderConfirmed: 'order.confirmed',
  OrderPaymentCaptured: 'order.paid',
  OrderShipped: 'order.shipped',
  OrderDelivered: 'order.delivered',
  OrderCompleted: 'order.completed',
  OrderCancelled: 'order.cancelled',
  RefundIssued: 'order.refunded',
  OrderReturned: 'order.returned',
} as const satisfies Partial<Record<OrderEvent['type'], MessageType>>;

export type ToldOrderEvent = Extract<OrderEvent, { type: keyof typeof messageOf }>;

export const toldOrderEvents = Object.keys(messageOf) as readonly ToldOrderEvent['type'][];

export function orderMessageType(event: ToldOrderEvent): MessageType {
  return messageOf[event.type];
}

/** The order as of the event, in the words of the wire. */
export function orderPayload(orderId: string, order: Order, event: ToldOrderEvent): OrderPayload {
  return {
    order_id: orderId,
    order_number: order.orderNumber,
    user_id: order.customerId,
    user_email: order.buyer?.email ?? null,
    user_name: order.buyer?.fullName ?? null,
    items: order.lines.map((line) => ({
      product_id: line.productId,
      name: line.name,
      quantity: line.quantity,
      price: line.unitPrice.amount,
      total_amt: line.lineTotal.amount,
    })),
    total_amount: order.total.amount,
    currency: order.total.currency,
    payment_method: order.paymentMethod,
    status: order.status,
    ...particulars(event, order),
  };
}

/** Free texts come from the order as it is read now, not from the event: its person may be erased meanwhile. */
function particulars(event: ToldOrderEvent, { refunds, returns }: Order): Partial<OrderPayload> {
  switch (event.type) {
    case 'OrderShipped':
      return { tracking_number: event.data.trackingNumber };
    case 'OrderCancelled':
      return { cancellation_reason: event.data.reason };
    case 'RefundIssued':
      return { refund_amount: event.data.amount.amount, reason: refunds.at(-1)?.reason ?? null };
    case 'OrderReturned':
      return { reason: returns.at(-1)?.reason ?? null };
    default:
      return {};
  }
}
