import { describe, expect } from '@jest/globals';
import {
  cancelOrder,
  confirmOrder,
  deductStock,
  recordPaymentAuthorized,
  recordPaymentCaptured,
  recordPaymentDeclined,
  recordStockReserved,
  releaseStock,
  requestCapture,
  requestPayment,
  requestRefund,
  requestVoid,
  reserveStock,
  returnStock,
} from './commands.ts';
import { orderSaga } from './order-saga.ts';
import {
  authorized,
  cancelled,
  captured,
  declined,
  delivered,
  given,
  noonAnd,
  order,
  orderId,
  payment,
  placed,
  refused,
  reserved,
  shipped,
  soap,
  soapLine,
  test,
  timeOut,
  total,
  towel,
  towelLine,
  voided,
} from '../../test/stories/order-story.ts';

const cardOrder = placed('card', soapLine);
const cardOrderOfTwo = placed('card', soapLine, towelLine);
const cashOrder = placed('cash_on_delivery', soapLine);
const late = 'The authorization came after the order had been given up.';

describe('reserving stock', () => {
  test('an order that is placed has every line reserved', () =>
    given()
      .when(cardOrderOfTwo)
      .thenSends(reserveStock(soap, 3), reserveStock(towel, 2))
      .thenBecause('The order was placed: its 2 products are reserved first.')
      .thenWaits({ for: 'stock', since: noonAnd(0), attempts: 1, lastError: null }));

  test('an order is started once', () => given(cardOrder).when(cardOrder).thenNothing());

  test('the card is not asked before the last line has its answer', () =>
    given(cardOrderOfTwo).when(reserved(soap)).thenSends().thenBecause('SOAP is reserved; 1 more to hear of.'));

  test('when all lines are reserved the card is authorized, and a time-out watches over it', () =>
    given(cardOrderOfTwo, reserved(soap))
      .when(reserved(towel))
      .thenSends(recordStockReserved, requestPayment(total, 'card'))
      .thenWakes(['payment', 10])
      .thenWaits({ for: 'payment', since: noonAnd(0), attempts: 1, lastError: null }));

  test('an order paid at the door is confirmed as soon as its stock is reserved', () =>
    given(cashOrder)
      .when(reserved(soap))
      .thenSends(recordStockReserved, requestPayment(total, 'cash_on_delivery'), confirmOrder)
      .thenWakes()
      .thenWaits(null));

  test('the same reservation heard twice counts once', () =>
    given(cardOrderOfTwo, reserved(soap)).when(reserved(soap)).thenNothing());

  test('a product that is not of the order is not its concern', () =>
    given(cardOrder).when(reserved(towel)).thenNothing());

  test('an order with a single product out of stock is cancelled', () =>
    given(cardOrder)
      .when(refused(soap, 3, 1))
      .thenSends(cancelOrder('out_of_stock'))
      .thenBecause(
        'Cancelled because there is not enough stock: SOAP (3 wanted, 1 available). What was reserved goes back on sale.',
      )
      .thenWaits(null));

  test('one line out of stock: it waits for the others to be answered', () =>
    given(cardOrderOfTwo)
      .when(refused(soap, 3, 1))
      .thenSends()
      .thenBecause('SOAP is out of stock; 1 more to hear of.'));

  test('one line out of stock: those that were reserved are released, whichever was answered first', () => {
    given(cardOrderOfTwo, refused(soap, 3, 0))
      .when(reserved(towel))
      .thenSends(releaseStock(towel), cancelOrder('out_of_stock'));
    given(cardOrderOfTwo, reserved(towel))
      .when(refused(soap, 3, 0))
      .thenSends(releaseStock(towel), cancelOrder('out_of_stock'));
  });

  test('hearing of the cancellation that it asked for itself, it does nothing more', () =>
    given(cardOrder, refused(soap, 3, 1))
      .when(cancelled('payment_timeout'))
      .thenNothing());
});

describe('taking the payment', () => {
  const paying = [cardOrder, reserved(soap)] as const;

  test('an authorized card confirms the order', () =>
    given(...paying)
      .when(authorized)
      .thenSends(recordPaymentAuthorized, confirmOrder)
      .thenWaits(null));

  test('an order whose card is declined gives its stock back and is cancelled', () =>
    given(...paying)
      .when(declined)
      .thenSends(releaseStock(soap), recordPaymentDeclined('card_declined'), cancelOrder('payment_declined'))
      .thenBecause('Cancelled because the card was declined (card_declined). What was reserved goes back on sale.')
      .thenWaits(null));

  test('a payment without an answer is given up: voided, released, cancelled', () =>
    given(...paying)
      .when(timeOut('payment', 10))
      .thenSends(requestVoid(1, 'The card had no answer in time.'), releaseStock(soap), cancelOrder('payment_timeout'))
      .thenBecause('Cancelled because the card had no answer within 10 seconds. What was reserved goes back on sale.')
      .thenWaits({ for: 'void', since: noonAnd(10), attempts: 1, lastError: null }));

  test('an authorization that comes after the time-out is voided at once', () =>
    given(...paying, timeOut('payment', 10))
      .when(authorized)
      .thenSends(requestVoid(2, late)));

  test('even when the payment had been voided before', () =>
    given(...paying, timeOut('payment', 10), voided)
      .when(authorized)
      .thenSends(requestVoid(2, late)));

  test('a decline that comes after the time-out leaves nothing to give back', () =>
    given(...paying, timeOut('payment', 10))
      .when(declined)
      .thenSends()
      .thenWaits(null));

  test('a time-out that comes after the answer is stale', () => {
    given(...paying, authorized)
      .when(timeOut('payment', 10))
      .thenNothing();
    given(...paying, declined)
      .when(timeOut('payment', 10))
      .thenNothing();
  });

  test('a time-out that nobody set is refused', () => {
    given(...paying)
      .when(timeOut('payment', 9))
      .thenNothing();
    given(...paying)
      .when(timeOut('capture', 10))
      .thenNothing();
  });

  test('a second authorization of a confirmed order changes nothing', () =>
    given(...paying, authorized)
      .when(authorized)
      .thenNothing());

  test('an answer for a payment that was never asked for changes nothing', () => {
    given(cardOrder).when(authorized).thenNothing();
    given(cardOrder).when(declined).thenNothing();
  });
});

describe('a cancelled order is undone', () => {
  test('while its stock is being reserved: every line is released, whether answered or not', () =>
    given(cardOrderOfTwo, reserved(soap))
      .when(cancelled('requested_by_customer'))
      .thenSends(releaseStock(soap), releaseStock(towel))
      .thenBecause('Its customer cancelled the order: its stock goes back on sale.')
      .thenWaits(null));

  test('stock that is reserved after the cancellation is released', () =>
    given(cardOrder, cancelled('requested_by_customer'))
      .when(reserved(soap))
      .thenSends(releaseStock(soap))
      .thenBecause('SOAP was reserved after the order had been cancelled: it goes back on sale.'));

  test('stock that is refused after the cancellation needs nothing', () =>
    given(cardOrder, cancelled('requested_by_customer'))
      .when(refused(soap, 3, 0))
      .thenNothing());

  test('while the payment is pending: the stock is released and the payment voided', () =>
    given(cardOrder, reserved(soap))
      .when(cancelled('requested_by_customer'))
      .thenSends(releaseStock(soap), requestVoid(1, 'Its customer cancelled the order.'))
      .thenWaits({ for: 'void', since: noonAnd(0), attempts: 1, lastError: null }));

  test('the time-out of its payment is then stale', () =>
    given(cardOrder, reserved(soap), cancelled('requested_by_customer')).when(timeOut('payment', 10)).thenNothing());

  test('an authorization that comes after the cancellation is voided at once', () =>
    given(cardOrder, reserved(soap), cancelled('requested_by_customer'))
      .when(authorized)
      .thenSends(requestVoid(2, late))
      .thenBecause('The card was authorized after the order had been given up: the authorization is voided at once.'));

  test('after it was confirmed: the stock is released and the authorization voided', () =>
    given(cardOrder, reserved(soap), authorized)
      .when(cancelled('requested_by_admin'))
      .thenSends(releaseStock(soap), requestVoid(1, 'An administrator cancelled the order.'))
      .thenBecause('An administrator cancelled the order: its stock goes back on sale and its payment is given back.'));

  test('a confirmed order paid at the door is undone in the same way', () =>
    given(cashOrder, reserved(soap))
      .when(cancelled('requested_by_customer'))
      .thenSends(releaseStock(soap), requestVoid(1, 'Its customer cancelled the order.')));

  test('when the void went through nothing is left to wait for', () =>
    given(cardOrder, reserved(soap), cancelled('requested_by_customer')).when(voided).thenSends().thenWaits(null));

  test('a void that nobody waits for is not noted', () => given(cardOrder, reserved(soap)).when(voided).thenNothing());

  test('a void that failed is tried again', () => {
    const failed = payment({ type: 'PaymentVoidFailed', data: { orderId, attempt: 1, error: 'unreachable' } }, 20);
    const cancelledOrder = [cardOrder, reserved(soap), cancelled('requested_by_customer')] as const;
    given(...cancelledOrder)
      .when(failed)
      .thenSends()
      .thenWakes(['void', 21])
      .thenWaits({ for: 'void', since: noonAnd(0), attempts: 1, lastError: 'unreachable' });
    given(...cancelledOrder, failed)
      .when(timeOut('void', 21))
      .thenSends(requestVoid(2, 'The void before failed.'))
      .thenWaits({ for: 'void', since: noonAnd(0), attempts: 2, lastError: 'unreachable' });
    given(...cancelledOrder, failed, voided)
      .when(timeOut('void', 21))
      .thenNothing();
    given(...cancelledOrder, voided)
      .when(failed)
      .thenNothing();
  });
});

describe('shipping and collecting the money', () => {
  const confirmed = [cardOrder, reserved(soap), authorized] as const;
  const captureFailed = (attempt: number, seconds: number) =>
    payment({ type: 'PaymentCaptureFailed', data: { orderId, attempt, error: 'unreachable' } }, seconds);

  test('a shipped order leaves the stock and its card is charged', () =>
    given(...confirmed)
      .when(shipped)
      .thenSends(deductStock(soap), requestCapture(1))
      .thenWaits({ for: 'capture', since: noonAnd(0), attempts: 1, lastError: null }));

  test('a shipped order paid at the door leaves the stock, nothing else', () =>
    given(cashOrder, reserved(soap)).when(shipped).thenSends(deductStock(soap)).thenWaits(null));

  test('an order that was not confirmed does not ship', () => given(cardOrder).when(shipped).thenNothing());

  test('captured money is recorded in the order', () =>
    given(...confirmed, shipped)
      .when(captured)
      .thenSends(recordPaymentCaptured(total))
      .thenWaits(null));

  test('captured money is recorded once', () =>
    given(...confirmed, shipped, captured)
      .when(captured)
      .thenNothing());

  test('a capture that failed is tried again, each time after a longer wait', () => {
    given(...confirmed, shipped)
      .when(captureFailed(1, 5))
      .thenSends()
      .thenWakes(['capture', 6])
      .thenWaits({ for: 'capture', since: noonAnd(0), attempts: 1, lastError: 'unreachable' });
    given(...confirmed, shipped, captureFailed(1, 5))
      .when(timeOut('capture', 6))
      .thenSends(requestCapture(2))
      .thenWaits({ for: 'capture', since: noonAnd(0), attempts: 2, lastError: 'unreachable' });
    given(...confirmed, shipped, captureFailed(1, 5), timeOut('capture', 6))
      .when(captureFailed(2, 7))
      .thenWakes(['capture', 9]);
    given(...confirmed, shipped)
      .when(captureFailed(5, 0))
      .thenWakes(['capture', 16]);
    given(...confirmed, shipped)
      .when(captureFailed(50, 0))
      .thenWakes(['capture', 60]);
  });

  test('a retry that is woken twice, or after the money came, is stale', () => {
    given(...confirmed, shipped, captureFailed(1, 5), timeOut('capture', 6))
      .when(timeOut('capture', 6))
      .thenNothing();
    given(...confirmed, shipped, captureFailed(1, 5), captured)
      .when(timeOut('capture', 6))
      .thenNothing();
    given(...confirmed, shipped, captured)
      .when(captureFailed(1, 5))
      .thenNothing();
  });

  test('a delivered order paid by card needs nothing more', () =>
    given(...confirmed, shipped, captured)
      .when(delivered)
      .thenSends());

  test('a delivered order paid at the door is collected', () =>
    given(cashOrder, reserved(soap), shipped).when(delivered).thenSends(requestCapture(1)));

  test('a delivery is noted once, and not before the shipment', () => {
    given(cashOrder, reserved(soap), shipped, delivered).when(delivered).thenNothing();
    given(cashOrder, reserved(soap)).when(delivered).thenNothing();
  });

  test('a completed order asks nothing of the saga', () => expect(orderSaga().handles).not.toContain('OrderCompleted'));
});

describe('returns and refunds', () => {
  const paid = [cardOrderOfTwo, reserved(soap), reserved(towel), authorized, shipped, captured, delivered] as const;
  const half = { amount: 1250, currency: 'EUR' };
  const refund = (refundId: string) =>
    order({ type: 'RefundIssued', data: { refundId, amount: half, reason: 'broken', confirmedAt: null } });
  const refunded = (refundId: string) =>
    payment({ type: 'PaymentRefunded', data: { orderId, refundId, amount: half } });
  const failed = payment(
    { type: 'PaymentRefundFailed', data: { orderId, refundId: 'r1', attempt: 1, error: 'unreachable' } },
    30,
  );

  test('what comes back is on sale again', () =>
    given(...paid)
      .when(
        order({
          type: 'OrderReturned',
          data: {
            returnId: 'back-1',
            lines: [
              { productId: soap, quantity: 1 },
              { productId: towel, quantity: 2 },
            ],
            reason: 'too big',
          },
        }),
      )
      .thenSends(returnStock(soap, 'back-1', 1), returnStock(towel, 'back-1', 2)));

  test('a refund is asked of the provider', () =>
    given(...paid)
      .when(refund('r1'))
      .thenSends(requestRefund('r1', half, 1))
      .thenWaits({ for: 'refund', since: noonAnd(0), attempts: 1, lastError: null }));

  test('a refund is asked for once', () =>
    given(...paid, refund('r1'))
      .when(refund('r1'))
      .thenNothing());

  test('a refund that went through leaves nothing to wait for, unless another one is open', () => {
    given(...paid, refund('r1'))
      .when(refunded('r1'))
      .thenSends()
      .thenWaits(null);
    given(...paid, refund('r1'), refund('r2'))
      .when(refunded('r1'))
      .thenWaits({ for: 'refund', since: noonAnd(0), attempts: 1, lastError: null });
  });

  test('a refund that failed is tried again', () => {
    given(...paid, refund('r1'))
      .when(failed)
      .thenSends()
      .thenWakes(['refund-r1', 31])
      .thenWaits({ for: 'refund', since: noonAnd(0), attempts: 1, lastError: 'unreachable' });
    given(...paid, refund('r1'), failed)
      .when(timeOut('refund-r1', 31))
      .thenSends(requestRefund('r1', half, 2))
      .thenWaits({ for: 'refund', since: noonAnd(0), attempts: 2, lastError: 'unreachable' });
  });

  test('a refund that went through is not tried again', () => {
    given(...paid, refund('r1'), failed, refunded('r1'))
      .when(timeOut('refund-r1', 31))
      .thenNothing();
    given(...paid, refund('r1'), refunded('r1'))
      .when(failed)
      .thenNothing();
    given(...paid, refund('r1'), refunded('r1'))
      .when(refunded('r1'))
      .thenNothing();
  });
});

test('what the saga records holds nothing personal', () => {
  const saga = orderSaga();
  const inputs = [cardOrder, reserved(soap), cancelled('requested_by_customer')];
  let state = saga.initial;
  for (const input of inputs) {
    const decision = saga.decide(input, state);
    expect(decision).not.toBeNull();
    expect(JSON.stringify(decision)).not.toMatch(/ada|tok_ok|secret/i);
    state = decision?.state ?? state;
  }
});
