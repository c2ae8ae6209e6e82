import type { MessageType, OrderPayload, UserRegisteredPayload } from '../../domain/messages/messages.ts';
import type { Template } from '../../domain/notification/events.ts';
import { amountText } from './amount.ts';
import { greeting, type Letter } from './letter.ts';
import { orderRows } from './order-rows.ts';

/** A message that people are told of by mail, with the template that tells it. */
export type ToldMessage =
  | { readonly type: 'user.registered'; readonly payload: UserRegisteredPayload }
  | { readonly type: Exclude<keyof typeof templateOf, 'user.registered'>; readonly payload: OrderPayload };

export const templateOf = {
  'user.registered': 'welcome',
  'order.confirmed': 'order_confirmation',
  'order.paid': 'order_paid',
  'order.shipped': 'order_shipped',
  'order.cancelled': 'order_cancelled',
  'order.refunded': 'order_refunded',
} as const satisfies Partial<Record<MessageType, Template>>;

const cancelledBecause: Readonly<Record<string, string>> = {
  out_of_stock: 'We are sorry: not everything you ordered is in stock any more.',
  payment_declined: 'Your card was declined. You can order again with another one.',
  payment_timeout: 'Your card had no answer in time. You can simply order again.',
  requested_by_customer: 'We cancelled it as you asked us to.',
  requested_by_admin: 'Our team had to cancel it. Please write to us if you wonder why.',
};

export function letterFor(message: ToldMessage): Letter {
  const { type, payload } = message;
  if (type === 'user.registered') return welcome(payload);
  const hello = greeting(payload.user_name);
  const number = payload.order_number;
  switch (type) {
    case 'order.confirmed':
      return {
        subject: `Your order ${number} is confirmed`,
        blocks: [
          hello,
          { paragraph: `Thank you for your order ${number}. It is confirmed:` },
          orderRows(payload),
          payLater(payload),
        ],
      };
    case 'order.paid':
      return {
        subject: `Your payment for order ${number} has arrived`,
        blocks: [hello, { paragraph: `We have received ${totalOf(payload)} for your order ${number}. Thank you.` }],
      };
    case 'order.shipped':
      return {
        subject: `Your order ${number} is on its way`,
        blocks: [
          hello,
          { paragraph: `Your order ${number} has left our warehouse.` },
          orderRows(payload),
          tracking(payload),
        ],
      };
    case 'order.cancelled':
      return {
        subject: `Your order ${number} was cancelled`,
        blocks: [
          hello,
          {
            paragraph:
              `Your order ${number} was cancelled. ${cancelledBecause[payload.cancellation_reason ?? ''] ?? ''}`.trim(),
          },
          orderRows(payload),
          { paragraph: 'You have not been charged for it.' },
        ],
      };
    case 'order.refunded':
      return {
        subject: `A refund for your order ${number}`,
        blocks: [
          hello,
          {
            paragraph: `We are sending ${amountText(payload.refund_amount ?? 0, payload.currency)} back to you for your order ${number}. Your bank may take a few days.`,
          },
        ],
      };
  }
}

function welcome({ user_name }: UserRegisteredPayload): Letter {
  return {
    subject: 'Welcome to Storied',
    blocks: [
      greeting(user_name),
      { paragraph: 'Your account is ready. It is good to have you here.' },
      { paragraph: 'Sign in with this e-mail address whenever you like.' },
    ],
  };
}

const totalOf = (order: OrderPayload) => amountText(order.total_amount, order.currency);

function payLater(order: OrderPayload) {
  const cash = order.payment_method === 'cash_on_delivery';
  return {
    paragraph: cash
      ? `You pay ${totalOf(order)} when it is delivered.`
      : 'Your card will be charged when the order leaves our warehouse.',
  };
}

function tracking(order: OrderPayload) {
  return {
    paragraph: order.tracking_number ? `Its tracking number is ${order.tracking_number}.` : 'It will be with you soon.',
  };
}
