import { unreachable } from '../event.ts';
import type { OrderId } from '../ids.ts';
import { money } from '../money.ts';
import type { Money } from '../money.ts';
import type { PaymentMethod } from '../order/events.ts';
import type { PaymentEvent } from './events.ts';

export type Refund = {
  readonly refundId: string;
  readonly amount: Money;
  readonly status: 'requested' | 'failed' | 'refunded';
  readonly attempt: number;
};

export type Payment = {
  readonly orderId: OrderId;
  readonly amount: Money;
  readonly method: PaymentMethod;
  readonly token: string | null;
  readonly status: 'requested' | 'authorized' | 'declined' | 'captured' | 'voided';
  /** The provider's reference of the authorization. */
  readonly reference: string | null;
  /** The attempt asked for last; null: never asked. */
  readonly captureAttempt: number | null;
  readonly voidAttempt: number | null;
  readonly captured: Money;
  readonly refunds: readonly Refund[];
};

/** Null before it was asked for. */
export type PaymentState = Payment | null;

/** What was given back or is on its way back; a refund that failed will be tried again and counts too. */
export function givenBack(payment: Payment): number {
  return payment.refunds.reduce((sum, refund) => sum + refund.amount.amount, 0);
}

export function evolve(payment: PaymentState, event: PaymentEvent): PaymentState {
  if (event.type !== 'PaymentRequested') return payment === null ? null : changed(payment, event);
  const { orderId, amount, method, token } = event.data;
  return {
    orderId,
    amount,
    method,
    token,
    status: 'requested',
    reference: null,
    captureAttempt: null,
    voidAttempt: null,
    captured: money(0, amount.currency),
    refunds: [],
  };
}

function changed(payment: Payment, event: Exclude<PaymentEvent, { type: 'PaymentRequested' }>): Payment {
  switch (event.type) {
    case 'PaymentAuthorized':
      return { ...payment, status: 'authorized', reference: event.data.reference };
    case 'PaymentDeclined':
      return { ...payment, status: 'declined' };
    case 'PaymentCaptureRequested':
      return { ...payment, captureAttempt: event.data.attempt };
    case 'PaymentCaptured':
      return { ...payment, status: 'captured', captured: event.data.amount };
    case 'PaymentVoidRequested':
      return { ...payment, voidAttempt: event.data.attempt };
    case 'PaymentVoided':
      return { ...payment, status: 'voided' };
    case 'PaymentCaptureFailed':
    case 'PaymentVoidFailed':
      return payment;
    case 'PaymentRefundRequested': {
      const { refundId, amount, attempt } = event.data;
      return withRefund(payment, { refundId, amount, attempt, status: 'requested' });
    }
    case 'PaymentRefunded': {
      const { refundId, amount } = event.data;
      const attempt = refundOf(payment, refundId)?.attempt ?? 1;
      return withRefund(payment, { refundId, amount, attempt, status: 'refunded' });
    }
    case 'PaymentRefundFailed': {
      const refund = refundOf(payment, event.data.refundId);
      return refund === undefined ? payment : withRefund(payment, { ...refund, status: 'failed' });
    }
    default:
      return unreachable(event, payment);
  }
}

export function refundOf(payment: Payment, refundId: string): Refund | undefined {
  return payment.refunds.find((refund) => refund.refundId === refundId);
}

function withRefund(payment: Payment, refund: Refund): Payment {
  const others = payment.refunds.filter((each) => each.refundId !== refund.refundId);
  return { ...payment, refunds: [...others, refund] };
}
