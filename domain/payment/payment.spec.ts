import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { given } from '../../test/given-when-then.ts';
import { euro, orderId } from '../../test/orders.ts';
import type { PaymentCommand } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import { paymentDecider } from './payment.ts';
import type { PaymentState } from './state.ts';
import { givenBack } from './state.ts';

const amount = euro(1000);
const request: PaymentCommand = { type: 'RequestPayment', orderId, amount, method: 'card', token: 'tok_ok' };
const requested: PaymentEvent = {
  type: 'PaymentRequested',
  data: { orderId, amount, method: 'card', token: 'tok_ok' },
};
const cashRequested: PaymentEvent = {
  type: 'PaymentRequested',
  data: { orderId, amount, method: 'cash_on_delivery', token: null },
};
const authorized: PaymentEvent = { type: 'PaymentAuthorized', data: { orderId, reference: 'ref' } };
const declined: PaymentEvent = { type: 'PaymentDeclined', data: { orderId, reason: 'no funds' } };
const captureRequested = (attempt = 1): PaymentEvent => ({
  type: 'PaymentCaptureRequested',
  data: { orderId, attempt },
});
const captured: PaymentEvent = { type: 'PaymentCaptured', data: { orderId, amount } };
const voidRequested = (attempt = 1, because = 'cancelled'): PaymentEvent => ({
  type: 'PaymentVoidRequested',
  data: { orderId, attempt, because },
});
const voided: PaymentEvent = { type: 'PaymentVoided', data: { orderId } };
const refundRequested = (refundId: string, value: number, attempt = 1): PaymentEvent => ({
  type: 'PaymentRefundRequested',
  data: { orderId, refundId, amount: euro(value), attempt },
});
const refunded = (refundId: string, value: number): PaymentEvent => ({
  type: 'PaymentRefunded',
  data: { orderId, refundId, amount: euro(value) },
});
const refundFailed: PaymentEvent = {
  type: 'PaymentRefundFailed',
  data: { orderId, refundId: 'f', attempt: 1, error: 'down' },
};

const authorize: PaymentCommand = { type: 'RecordAuthorization', reference: 'ref' };
const decline: PaymentCommand = { type: 'RecordDecline', reason: 'no funds' };
const capture = (attempt = 1): PaymentCommand => ({ type: 'RequestCapture', attempt });
const voidIt = (attempt = 1): PaymentCommand => ({ type: 'RequestVoid', attempt, because: 'cancelled' });
const refund = (refundId: string, value: number, attempt = 1): PaymentCommand => ({
  type: 'RequestRefund',
  refundId,
  amount: euro(value),
  attempt,
});

const onCard = [requested, authorized];
const paid = [...onCard, captureRequested(), captured];
const illegal = (status: string) => ({ status, legal: [] });

describe('asking for a payment', () => {
  test('is done once', () => {
    given(paymentDecider).when(request).thenHappens(requested);
    given(paymentDecider, requested).when(request).thenNothingHappens();
  });

  test('comes before all else but giving it up', () => {
    for (const command of [authorize, decline, capture(), { type: 'RecordVoid' } as const, refund('f', 1)]) {
      given(paymentDecider).when(command).thenRefused('not-found');
    }
    given(paymentDecider).when(voidIt()).thenNothingHappens();
    expect(given(paymentDecider, authorized).state).toBeNull();
  });
});

describe('the answer of the card', () => {
  test('is noted once', () => {
    given(paymentDecider, requested).when(authorize).thenHappens(authorized);
    given(paymentDecider, ...onCard)
      .when(authorize)
      .thenNothingHappens();
    given(paymentDecider, ...paid)
      .when(authorize)
      .thenNothingHappens();
    given(paymentDecider, requested).when(decline).thenHappens(declined);
    given(paymentDecider, requested, declined).when(decline).thenNothingHappens();
  });

  test('does not turn round', () => {
    given(paymentDecider, requested, declined).when(authorize).thenRefused('illegal-transition', illegal('declined'));
    given(paymentDecider, ...onCard)
      .when(decline)
      .thenRefused('illegal-transition', illegal('authorized'));
    given(paymentDecider, ...paid)
      .when(decline)
      .thenRefused('illegal-transition', illegal('captured'));
  });

  test('that comes after a void was asked for is noted, and the void stands', () => {
    given(paymentDecider, requested, voidRequested()).when(authorize).thenHappens(authorized);
    given(paymentDecider, requested, voidRequested(), authorized).when({ type: 'RecordVoid' }).thenHappens(voided);
    given(paymentDecider, requested, voidRequested(), authorized)
      .when(capture())
      .thenRefused('illegal-transition', illegal('authorized'));
    given(paymentDecider, requested, voidRequested()).when(decline).thenHappens(declined);
  });

  test('is not heard where cash is paid', () => {
    for (const command of [authorize, decline]) {
      given(paymentDecider, cashRequested).when(command).thenRefused('illegal-transition', illegal('requested'));
    }
  });

  test('that comes after the void is over is given back by another one', () => {
    given(paymentDecider, requested, voidRequested(), voided)
      .when(authorize)
      .thenHappens(authorized, voidRequested(2, 'authorized after it was given up'));
    given(paymentDecider, requested, voidRequested(), voided).when(decline).thenNothingHappens();
  });
});

describe('taking the money', () => {
  test('from a card is asked for, then done', () => {
    given(paymentDecider, ...onCard)
      .when(capture())
      .thenHappens(captureRequested());
    given(paymentDecider, ...onCard, captureRequested())
      .when({ type: 'RecordCapture' })
      .thenHappens(captured);
  });

  test('is asked for once an attempt', () => {
    given(paymentDecider, ...onCard, captureRequested())
      .when(capture())
      .thenNothingHappens();
    given(paymentDecider, ...onCard, captureRequested())
      .when(capture(2))
      .thenHappens(captureRequested(2));
  });

  test('happens once', () => {
    given(paymentDecider, ...paid)
      .when(capture(2))
      .thenNothingHappens();
    given(paymentDecider, ...paid)
      .when({ type: 'RecordCapture' })
      .thenNothingHappens();
  });

  test('in cash is done at once', () => {
    given(paymentDecider, cashRequested).when(capture()).thenHappens(captured);
    given(paymentDecider, cashRequested, captured).when(capture()).thenNothingHappens();
    given(paymentDecider, cashRequested, voided).when(capture()).thenRefused('illegal-transition', illegal('voided'));
  });

  test('needs an authorized card', () => {
    given(paymentDecider, requested).when(capture()).thenRefused('illegal-transition', illegal('requested'));
    given(paymentDecider, requested, declined).when(capture()).thenRefused('illegal-transition', illegal('declined'));
    given(paymentDecider, ...onCard, voidRequested(), voided)
      .when(capture())
      .thenRefused('illegal-transition', illegal('voided'));
    given(paymentDecider, ...onCard)
      .when({ type: 'RecordCapture' })
      .thenRefused('illegal-transition', illegal('authorized'));
  });

  test('that failed is noted for the attempt that runs', () => {
    const failure = { type: 'RecordCaptureFailure', attempt: 1, error: 'down' } as const;
    given(paymentDecider, ...onCard, captureRequested())
      .when(failure)
      .thenHappens({ type: 'PaymentCaptureFailed', data: { orderId, attempt: 1, error: 'down' } });
    given(paymentDecider, ...onCard, captureRequested(), captureRequested(2))
      .when(failure)
      .thenNothingHappens();
    given(paymentDecider, ...paid)
      .when(failure)
      .thenNothingHappens();
  });
});

describe('giving a payment up', () => {
  test('asks the provider of a card, asked for or authorized', () => {
    given(paymentDecider, requested).when(voidIt()).thenHappens(voidRequested());
    given(paymentDecider, ...onCard)
      .when(voidIt())
      .thenHappens(voidRequested());
    given(paymentDecider, ...onCard, voidRequested())
      .when(voidIt())
      .thenNothingHappens();
    given(paymentDecider, ...onCard, voidRequested())
      .when(voidIt(2))
      .thenHappens(voidRequested(2));
  });

  test('is done at once for cash and for a declined card', () => {
    given(paymentDecider, cashRequested).when(voidIt()).thenHappens(voided);
    given(paymentDecider, requested, declined).when(voidIt()).thenHappens(voided);
  });

  test('is over once it is void, and too late once it was captured', () => {
    given(paymentDecider, cashRequested, voided).when(voidIt(2)).thenNothingHappens();
    given(paymentDecider, ...paid)
      .when(voidIt())
      .thenNothingHappens();
    given(paymentDecider, ...onCard, captureRequested())
      .when(voidIt())
      .thenRefused('illegal-transition', illegal('authorized'));
  });

  test('is noted once when the provider did it, and never unasked', () => {
    given(paymentDecider, ...onCard, voidRequested())
      .when({ type: 'RecordVoid' })
      .thenHappens(voided);
    given(paymentDecider, ...onCard, voidRequested(), voided)
      .when({ type: 'RecordVoid' })
      .thenNothingHappens();
    given(paymentDecider, ...onCard)
      .when({ type: 'RecordVoid' })
      .thenRefused('illegal-transition', illegal('authorized'));
  });

  test('that failed is noted for the attempt that runs', () => {
    const failure = { type: 'RecordVoidFailure', attempt: 1, error: 'down' } as const;
    given(paymentDecider, ...onCard, voidRequested())
      .when(failure)
      .thenHappens({ type: 'PaymentVoidFailed', data: { orderId, attempt: 1, error: 'down' } });
    given(paymentDecider, ...onCard, voidRequested(), voidRequested(2))
      .when(failure)
      .thenNothingHappens();
    given(paymentDecider, ...onCard, voidRequested(), voided)
      .when(failure)
      .thenNothingHappens();
  });
});

describe('giving money back', () => {
  test('on a card is asked for, then done, once', () => {
    given(paymentDecider, ...paid)
      .when(refund('f', 400))
      .thenHappens(refundRequested('f', 400));
    given(paymentDecider, ...paid, refundRequested('f', 400))
      .when(refund('f', 400))
      .thenNothingHappens();
    given(paymentDecider, ...paid, refundRequested('f', 400))
      .when({ type: 'RecordRefund', refundId: 'f' })
      .thenHappens(refunded('f', 400));
    given(paymentDecider, ...paid, refundRequested('f', 400), refunded('f', 400))
      .when({ type: 'RecordRefund', refundId: 'f' })
      .thenNothingHappens();
    given(paymentDecider, ...paid)
      .when({ type: 'RecordRefund', refundId: 'f' })
      .thenRefused('illegal-transition', illegal('captured'));
  });

  test('in cash is done at once', () =>
    given(paymentDecider, cashRequested, captured).when(refund('f', 400)).thenHappens(refunded('f', 400)));

  test('of more than was taken is refused', () => {
    given(paymentDecider, ...paid, refundRequested('f', 400))
      .when(refund('g', 601))
      .thenRefused('refund-too-large', { left: euro(600) });
    given(paymentDecider, ...onCard)
      .when(refund('f', 1))
      .thenRefused('refund-too-large', { left: euro(0) });
    given(paymentDecider, ...paid)
      .when(refund('f', 0))
      .thenRefused('refund-too-large', { left: amount });
    given(paymentDecider, ...paid)
      .when({ type: 'RequestRefund', refundId: 'f', amount: { amount: 1, currency: 'USD' }, attempt: 1 })
      .thenRefused('refund-too-large', { left: amount });
  });

  test('that failed is tried again under its own id', () => {
    const failure = { type: 'RecordRefundFailure', refundId: 'f', attempt: 1, error: 'down' } as const;
    given(paymentDecider, ...paid, refundRequested('f', 400))
      .when(failure)
      .thenHappens(refundFailed);
    given(paymentDecider, ...paid, refundRequested('f', 400), refundFailed)
      .when(failure)
      .thenNothingHappens();
    given(paymentDecider, ...paid)
      .when(failure)
      .thenNothingHappens();
    given(paymentDecider, ...paid, refundRequested('f', 400), refundFailed)
      .when(refund('f', 400))
      .thenNothingHappens();
    given(paymentDecider, ...paid, refundRequested('f', 400), refundFailed)
      .when(refund('f', 400, 2))
      .thenHappens(refundRequested('f', 400, 2));
    expect(given(paymentDecider, ...paid, refundFailed).state).toMatchObject({ refunds: [] });
  });
});

test('money is taken once and never more given back than was taken', () => {
  const commands: readonly PaymentCommand[] = [
    authorize,
    decline,
    capture(1),
    capture(2),
    { type: 'RecordCapture' },
    { type: 'RecordCaptureFailure', attempt: 1, error: 'down' },
    voidIt(1),
    voidIt(2),
    { type: 'RecordVoid' },
    { type: 'RecordVoidFailure', attempt: 1, error: 'down' },
    refund('f', 600),
    refund('f', 600, 2),
    refund('g', 600),
    refund('h', 400),
    { type: 'RecordRefund', refundId: 'f' },
    { type: 'RecordRefund', refundId: 'g' },
    { type: 'RecordRefundFailure', refundId: 'f', attempt: 1, error: 'down' },
  ];
  const reached = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom(requested, cashRequested),
      fc.array(fc.constantFrom(...commands), { maxLength: 60 }),
      (first, row) => {
        let payment = given(paymentDecider, first).state!;
        const happened: PaymentEvent[] = [];
        for (const command of row) {
          const decision = paymentDecider.decide(command, payment);
          const events = decision.accepted ? decision.events : [];
          payment = events.reduce<PaymentState>((before, event) => paymentDecider.evolve(before, event), payment)!;
          happened.push(...events);
          expect(payment.captured.amount).toBeGreaterThanOrEqual(givenBack(payment));
        }
        const captures = happened.filter((event) => event.type === 'PaymentCaptured').length;
        const voids = happened.filter((event) => event.type === 'PaymentVoided').length;
        expect(captures).toBeLessThanOrEqual(1);
        expect(captures > 0 && voids > 0).toBe(false);
        for (const { type } of happened) reached.add(type);
      },
    ),
    { numRuns: 500 },
  );
  expect([...reached]).toEqual(expect.arrayContaining(['PaymentCaptured', 'PaymentVoided', 'PaymentRefunded']));
});
