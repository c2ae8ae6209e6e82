import { describe, expect, test } from '@jest/globals';
import { given } from '../../test/given-when-then.ts';
import {
  cancelled,
  cashOrderPlaced,
  confirmed,
  confirmedAt,
  delivered,
  euro,
  orderConfirmed,
  orderDelivered,
  orderPlaced,
  orderShipped,
  paymentAuthorized,
  paymentCaptured,
  paymentDeclined,
  shipped,
  stockReserved,
  total,
} from '../../test/orders.ts';
import { orderDecider } from './order.ts';
import { legalFrom } from './refusals.ts';

const confirmOrder = { type: 'ConfirmOrder', at: confirmedAt } as const;
const recordCaptured = { type: 'RecordPaymentCaptured', amount: total } as const;
const placedOnly = legalFrom('placed');

describe('confirming an order', () => {
  test('needs its stock and its card', () =>
    given(orderDecider, orderPlaced, stockReserved, paymentAuthorized).when(confirmOrder).thenHappens(orderConfirmed));

  test('needs no card when it is paid in cash', () =>
    given(orderDecider, cashOrderPlaced, stockReserved).when(confirmOrder).thenHappens(orderConfirmed));

  test.each([
    ['nothing', [orderPlaced]],
    ['stock alone', [orderPlaced, stockReserved]],
    ['a card alone', [orderPlaced, paymentAuthorized]],
    ['cash without stock', [cashOrderPlaced]],
    ['a declined card', [orderPlaced, stockReserved, paymentDeclined]],
  ])('is refused with %s', (_, events) =>
    given(orderDecider, ...events)
      .when(confirmOrder)
      .thenRefused('illegal-transition', placedOnly),
  );

  test('is refused once it is cancelled', () =>
    given(orderDecider, orderPlaced, cancelled)
      .when(confirmOrder)
      .thenRefused('illegal-transition', legalFrom('cancelled')));

  test('twice changes nothing', () => {
    given(orderDecider, ...confirmed)
      .when(confirmOrder)
      .thenNothingHappens();
    given(orderDecider, ...delivered)
      .when(confirmOrder)
      .thenNothingHappens();
  });
});

describe('what became of stock and card', () => {
  test('is noted once', () => {
    given(orderDecider, orderPlaced).when({ type: 'RecordStockReserved' }).thenHappens(stockReserved);
    given(orderDecider, orderPlaced, stockReserved).when({ type: 'RecordStockReserved' }).thenNothingHappens();
    given(orderDecider, orderPlaced).when({ type: 'RecordPaymentAuthorized' }).thenHappens(paymentAuthorized);
    given(orderDecider, orderPlaced, paymentAuthorized).when({ type: 'RecordPaymentAuthorized' }).thenNothingHappens();
    given(orderDecider, orderPlaced)
      .when({ type: 'RecordPaymentDeclined', reason: 'card_declined' })
      .thenHappens(paymentDeclined);
    given(orderDecider, orderPlaced, paymentDeclined)
      .when({ type: 'RecordPaymentDeclined', reason: 'card_declined' })
      .thenNothingHappens();
  });

  test('no longer matters to a cancelled order', () => {
    for (const type of ['RecordStockReserved', 'RecordPaymentAuthorized'] as const) {
      given(orderDecider, orderPlaced, cancelled).when({ type }).thenNothingHappens();
    }
    given(orderDecider, orderPlaced, cancelled)
      .when({ type: 'RecordPaymentDeclined', reason: 'late' })
      .thenNothingHappens();
  });

  test('of a card is nothing to an order paid in cash', () =>
    given(orderDecider, cashOrderPlaced).when({ type: 'RecordPaymentAuthorized' }).thenNothingHappens());
});

describe('taking the money', () => {
  test('of a card follows the shipment', () => {
    given(orderDecider, ...confirmed, orderShipped)
      .when(recordCaptured)
      .thenHappens(paymentCaptured);
    expect(given(orderDecider, ...shipped).state).toMatchObject({ paymentStatus: 'paid', captured: total });
  });

  test('in cash follows the delivery', () =>
    given(orderDecider, cashOrderPlaced, stockReserved, orderConfirmed, orderShipped, orderDelivered)
      .when(recordCaptured)
      .thenHappens(paymentCaptured));

  test('is never before the goods have left', () =>
    given(orderDecider, ...confirmed)
      .when(recordCaptured)
      .thenRefused('illegal-transition', legalFrom('confirmed')));

  test('happens once', () =>
    given(orderDecider, ...shipped)
      .when(recordCaptured)
      .thenNothingHappens());

  test('is for the whole order', () => {
    for (const amount of [euro(1), { ...total, currency: 'USD' }]) {
      given(orderDecider, ...confirmed, orderShipped)
        .when({ type: 'RecordPaymentCaptured', amount })
        .thenRefused('validation-failed', { field: 'amount', message: 'an order is paid whole' });
    }
  });

  test('of a cancelled order is refused', () =>
    given(orderDecider, ...confirmed, cancelled)
      .when(recordCaptured)
      .thenRefused('illegal-transition', legalFrom('cancelled')));
});
