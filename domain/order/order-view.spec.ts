import { expect, test } from '@jest/globals';
import {
  buyer,
  cable,
  cancelled,
  completed,
  customerId,
  euro,
  headphones,
  lines,
  orderId,
  orderPlaced,
  orderShipped,
  total,
  vendorId,
} from '../../test/orders.ts';
import { aKeptAddress } from '../../test/an-address.ts';
import type { OrderEvent } from './events.ts';
import { foldOrderView, vendorOrderView } from './order-view.ts';
import type { OrderView } from './order-view.ts';

const timeOf = (revision: number) => `2026-11-21T10:00:0${revision % 10}.000Z`;

function shown(...events: readonly OrderEvent[]): OrderView | null {
  return events.reduce<OrderView | null>(
    (view, event, revision) => foldOrderView(orderId, view, { ...event, revision, time: timeOf(revision) }),
    null,
  );
}

test('a placed order is shown without token, tracking number or cancellation', () => {
  expect(shown(orderPlaced)).toEqual({
    id: orderId,
    orderNumber: orderPlaced.data.orderNumber,
    customerId,
    status: 'placed',
    paymentStatus: 'pending',
    fulfilmentStatus: 'unfulfilled',
    lines,
    subtotal: total,
    discount: euro(0),
    charges: [],
    total,
    refunded: euro(0),
    returns: [],
    refunds: [],
    paymentMethod: 'card',
    shippingAddress: aKeptAddress,
    createdAt: timeOf(0),
    updatedAt: timeOf(0),
    revision: 0,
  });
  expect(JSON.stringify(shown(orderPlaced))).not.toMatch(new RegExp(`tok_ok|${buyer.email}`));
});

test('returns and refunds are shown with their times', () => {
  const view = shown(
    ...completed,
    { type: 'RefundIssued', data: { refundId: 'f-1', amount: euro(1), reason: 'sorry', confirmedAt: null } },
    {
      type: 'OrderReturned',
      data: {
        returnId: 'r-1',
        lines: [
          { productId: headphones, quantity: 2 },
          { productId: cable, quantity: 3 },
        ],
        reason: null,
      },
    },
    { type: 'RefundIssued', data: { refundId: 'f-2', amount: euro(17497), reason: null, confirmedAt: null } },
  );
  expect(view).toMatchObject({
    status: 'completed',
    paymentStatus: 'refunded',
    fulfilmentStatus: 'returned',
    trackingNumber: 'DHL-1',
    refunded: total,
    returns: [{ id: 'r-1', reason: null, at: timeOf(9) }],
    refunds: [
      { id: 'f-1', amount: euro(1), reason: 'sorry', at: timeOf(8) },
      { id: 'f-2', amount: euro(17497), reason: null, at: timeOf(10) },
    ],
    createdAt: timeOf(0),
    updatedAt: timeOf(10),
    revision: 10,
  });
});

test('a cancellation is shown with its time, and with its note when there is one', () => {
  const { reason, by } = cancelled.data;
  expect(shown(orderPlaced, cancelled)?.cancellation).toEqual({ reason, by, at: timeOf(1) });
  const noted: OrderEvent = { type: 'OrderCancelled', data: { ...cancelled.data, note: 'too slow' } };
  expect(shown(orderPlaced, noted)?.cancellation).toEqual({ reason, note: 'too slow', by, at: timeOf(1) });
});

test('there is nothing to show before the order was placed', () => expect(shown(orderShipped)).toBeNull());

test('a vendor sees the own lines and nothing about the buyer', () => {
  const view = shown({
    ...orderPlaced,
    data: { ...orderPlaced.data, lines: [lines[0]!, { ...lines[1]!, vendorId: 'another' }] },
  })!;
  expect(vendorOrderView(view, vendorId)).toEqual({
    id: orderId,
    orderNumber: view.orderNumber,
    status: 'placed',
    fulfilmentStatus: 'unfulfilled',
    lines: [lines[0]],
    subtotal: euro(15998),
    createdAt: timeOf(0),
    updatedAt: timeOf(0),
    revision: 0,
  });
  expect(vendorOrderView(view, 'nobody')).toBeNull();
});
