import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { given } from '../../test/given-when-then.ts';
import {
  cancelByCustomer,
  cancelled,
  completed,
  confirmed,
  confirmedAt,
  delivered,
  euro,
  headphones,
  orderCompleted,
  orderDelivered,
  orderPlaced,
  orderShipped,
  placeOrder,
  shipped,
  total,
} from '../../test/orders.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './order.ts';
import type { OrderStatus } from './state.ts';
import { legalTransitions } from './transitions.ts';
import { legalFrom } from './refusals.ts';

const shipOrder: OrderCommand = { type: 'ShipOrder', trackingNumber: 'DHL-1' };
const deliverOrder: OrderCommand = { type: 'DeliverOrder' };
const completeOrder: OrderCommand = { type: 'CompleteOrder' };

const lives = {
  placed: [orderPlaced],
  confirmed,
  shipped,
  delivered,
  completed,
  cancelled: [orderPlaced, cancelled],
} as const;

describe('an order goes its way', () => {
  test('from confirmed to shipped to delivered to completed', () => {
    given(orderDecider, ...confirmed)
      .when(shipOrder)
      .thenHappens(orderShipped);
    given(orderDecider, ...shipped)
      .when(deliverOrder)
      .thenHappens(orderDelivered);
    given(orderDecider, ...delivered)
      .when(completeOrder)
      .thenHappens(orderCompleted);
    expect(given(orderDecider, ...completed).state).toMatchObject({
      status: 'completed',
      fulfilmentStatus: 'delivered',
      paymentStatus: 'paid',
      trackingNumber: 'DHL-1',
      confirmedAt,
    });
  });

  test.each([
    ['shipped', shipOrder, 'confirmed'],
    ['delivered', deliverOrder, 'shipped'],
    ['completed', completeOrder, 'delivered'],
  ] as const)('and is %s from nowhere else', (_, command, from) => {
    for (const [status, events] of Object.entries(lives)) {
      if (status === from) continue;
      given(orderDecider, ...events)
        .when(command)
        .thenRefused('illegal-transition', legalFrom(status as OrderStatus));
    }
    given(orderDecider).when(command).thenRefused('not-found');
  });

  test('an event before it was placed tells of no order', () =>
    expect(given(orderDecider, orderShipped).state).toBeNull());
});

test('no row of commands leads an order along a way it may not go, or gives back more than was taken', () => {
  const commands: readonly OrderCommand[] = [
    placeOrder,
    { type: 'RecordStockReserved' },
    { type: 'RecordPaymentAuthorized' },
    { type: 'RecordPaymentDeclined', reason: 'no' },
    { type: 'RecordPaymentCaptured', amount: total },
    { type: 'ConfirmOrder', at: confirmedAt },
    shipOrder,
    deliverOrder,
    completeOrder,
    cancelByCustomer,
    { ...cancelByCustomer, reason: 'payment_timeout' },
    { type: 'ReturnItems', returnId: 'a', lines: [{ productId: headphones, quantity: 1 }], reason: 'no' },
    { type: 'ReturnItems', returnId: 'b', lines: [{ productId: headphones, quantity: 2 }], reason: 'no' },
    { type: 'IssueRefund', refundId: 'a', amount: euro(9000), reason: 'sorry' },
    { type: 'IssueRefund', refundId: 'b', amount: euro(9000), reason: 'sorry' },
    { type: 'IssueRefund', refundId: 'c', amount: null, reason: 'sorry' },
  ];
  const onTheWay = (from: OrderStatus, to: OrderStatus) =>
    from === to || legalTransitions(from).includes(to) || (from === 'placed' && to === 'confirmed');
  const usual: readonly OrderCommand[] = [
    { type: 'RecordStockReserved' },
    { type: 'RecordPaymentAuthorized' },
    { type: 'ConfirmOrder', at: confirmedAt },
    shipOrder,
    { type: 'RecordPaymentCaptured', amount: total },
    deliverOrder,
  ];
  // Any commands, after so many of the usual ones: left to chance alone an order is cancelled before it is shipped.
  const rows = fc
    .tuple(fc.nat(usual.length), fc.array(fc.constantFrom(...commands), { maxLength: 60 }))
    .map(([steps, row]) => [...usual.slice(0, steps), ...row]);
  const reached = new Set<string>();
  fc.assert(
    fc.property(rows, (row) => {
      let order = given(orderDecider, orderPlaced).state;
      for (const command of row) {
        const decision = orderDecider.decide(command, order);
        const events = decision.accepted ? decision.events : [];
        const next = events.reduce((before, event) => orderDecider.evolve(before, event), order);
        expect(onTheWay(order!.status, next!.status)).toBe(true);
        expect(next!.captured.amount).toBeGreaterThanOrEqual(next!.refunded.amount);
        expect(next!.status === 'cancelled' && next!.captured.amount > 0).toBe(false);
        order = next;
        reached.add(next!.status);
        if (next!.refunded.amount > 0) reached.add('refunded');
      }
    }),
    { numRuns: 300 },
  );
  expect([...reached].toSorted()).toEqual([
    'cancelled',
    'completed',
    'confirmed',
    'delivered',
    'placed',
    'refunded',
    'shipped',
  ]);
});
