import { describe, expect, test } from '@jest/globals';
import { given } from '../../test/given-when-then.ts';
import { cancelled, confirmed, confirmedAt, delivered, euro, orderPlaced, total } from '../../test/orders.ts';
import type { Money } from '../money.ts';
import type { OrderEventOf } from './events.ts';
import { orderDecider } from './order.ts';

const refund = (amount: Money | null, refundId = 'f-1') =>
  ({ type: 'IssueRefund', refundId, amount, reason: 'broken' }) as const;
const refunded = (amount: Money, refundId = 'f-1'): OrderEventOf<'RefundIssued'> => ({
  type: 'RefundIssued',
  data: { refundId, amount, reason: 'broken', confirmedAt },
});

describe('giving money back', () => {
  test('in part', () => {
    given(orderDecider, ...delivered)
      .when(refund(euro(500)))
      .thenHappens(refunded(euro(500)));
    expect(given(orderDecider, ...delivered, refunded(euro(500))).state).toMatchObject({
      paymentStatus: 'partially_refunded',
      refunded: euro(500),
    });
  });

  test('without an amount gives back all that is left', () => {
    given(orderDecider, ...delivered)
      .when(refund(null))
      .thenHappens(refunded(total));
    given(orderDecider, ...delivered, refunded(euro(500)))
      .when(refund(null, 'f-2'))
      .thenHappens(refunded(euro(16998), 'f-2'));
    expect(given(orderDecider, ...delivered, refunded(euro(500)), refunded(euro(16998), 'f-2')).state).toMatchObject({
      paymentStatus: 'refunded',
      refunded: total,
    });
  });

  test('of more than is left is refused', () => {
    given(orderDecider, ...delivered)
      .when(refund(euro(17499)))
      .thenRefused('refund-too-large', { left: total });
    given(orderDecider, ...delivered, refunded(euro(500)))
      .when(refund(euro(16999), 'f-2'))
      .thenRefused('refund-too-large', { left: euro(16998) });
  });

  test('when nothing is left is refused', () => {
    for (const amount of [null, euro(1)]) {
      given(orderDecider, ...delivered, refunded(total))
        .when(refund(amount, 'f-2'))
        .thenRefused('refund-too-large', { left: euro(0) });
    }
  });

  test('that was never taken is refused', () => {
    for (const events of [[orderPlaced], confirmed, [orderPlaced, cancelled]]) {
      given(orderDecider, ...events)
        .when(refund(null))
        .thenRefused('refund-too-large', { left: euro(0) });
    }
  });

  test.each([0, -1, 0.5])('of an amount of %p is refused', (amount) =>
    given(orderDecider, ...delivered)
      .when(refund(euro(amount)))
      .thenRefused('validation-failed', { field: 'amount.amount', message: 'a refund is of at least 1' }),
  );

  test('in another currency is refused', () =>
    given(orderDecider, ...delivered)
      .when(refund({ amount: 1, currency: 'USD' }))
      .thenRefused('validation-failed', { field: 'amount.currency', message: 'the order is in EUR' }));

  test('under the same id happens once', () =>
    given(orderDecider, ...delivered, refunded(euro(500)))
      .when(refund(euro(500)))
      .thenNothingHappens());
});
