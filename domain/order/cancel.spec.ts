import { describe, expect, test } from '@jest/globals';
import { given } from '../../test/given-when-then.ts';
import {
  cancelByCustomer,
  cancelled,
  completed,
  confirmed,
  confirmedAt,
  delivered,
  orderPlaced,
  paymentDeclined,
  shipped,
} from '../../test/orders.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './order.ts';
import { legalFrom } from './refusals.ts';

const system = { id: 'order-saga', role: 'system' };
const cancelBy = (reason: 'out_of_stock' | 'payment_declined' | 'payment_timeout'): OrderCommand => ({
  type: 'CancelOrder',
  reason,
  note: null,
  by: system,
});
const admin = { id: 'admin', role: 'admin' };
const cancelByAdmin: OrderCommand = {
  type: 'CancelOrder',
  reason: 'requested_by_admin',
  note: 'call of the buyer',
  by: admin,
};

describe('when may an order be cancelled?', () => {
  test('by its customer while it waits', () =>
    given(orderDecider, orderPlaced).when(cancelByCustomer).thenHappens(cancelled));

  test('by its customer once confirmed, which the cancellation remembers', () =>
    given(orderDecider, ...confirmed)
      .when(cancelByCustomer)
      .thenHappens({ type: 'OrderCancelled', data: { ...cancelled.data, confirmedAt } }));

  test('by an admin, with a note', () =>
    given(orderDecider, ...confirmed)
      .when(cancelByAdmin)
      .thenHappens({
        type: 'OrderCancelled',
        data: { ...cancelled.data, reason: 'requested_by_admin', note: 'call of the buyer', by: admin, confirmedAt },
      }));

  test.each([
    ['shipped', shipped],
    ['delivered', delivered],
    ['completed', completed],
  ] as const)('by nobody once it is %s', (status, events) => {
    for (const command of [cancelByCustomer, cancelByAdmin, cancelBy('payment_timeout')]) {
      given(orderDecider, ...events)
        .when(command)
        .thenRefused('illegal-transition', legalFrom(status));
    }
  });

  test.each(['out_of_stock', 'payment_declined', 'payment_timeout'] as const)(
    'by the shop itself for %s while it waits',
    (reason) =>
      given(orderDecider, orderPlaced)
        .when(cancelBy(reason))
        .thenHappens({ type: 'OrderCancelled', data: { ...cancelled.data, reason, by: system } }),
  );

  test('by the shop itself no more once it is confirmed', () =>
    given(orderDecider, ...confirmed)
      .when(cancelBy('payment_timeout'))
      .thenRefused('illegal-transition', legalFrom('confirmed')));

  test('by people only once', () => {
    for (const command of [cancelByCustomer, cancelByAdmin]) {
      given(orderDecider, orderPlaced, cancelled)
        .when(command)
        .thenRefused('illegal-transition', legalFrom('cancelled'));
    }
  });

  test('by the shop, which repeats itself, without any further effect', () =>
    given(orderDecider, orderPlaced, cancelled).when(cancelBy('out_of_stock')).thenNothingHappens());

  test('never before it was placed', () => given(orderDecider).when(cancelByCustomer).thenRefused('not-found'));

  test('its payment is then void', () =>
    expect(given(orderDecider, ...confirmed, cancelled).state).toMatchObject({
      status: 'cancelled',
      paymentStatus: 'voided',
      cancellation: { reason: 'requested_by_customer', note: null, by: cancelByCustomer.by },
    }));

  test('its payment stays declined when the card was', () =>
    expect(given(orderDecider, orderPlaced, paymentDeclined, cancelled).state).toMatchObject({
      paymentStatus: 'declined',
    }));
});
