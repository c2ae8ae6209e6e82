import { accept, reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { money } from '../money.ts';
import type { PaymentCommand } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import { illegalTransition } from './refusals.ts';
import { givenBack, refundOf } from './state.ts';
import type { Payment } from './state.ts';

/** Never more goes back than was captured; a refund that failed is tried again under its own id. */
export function requestRefund(
  { refundId, amount, attempt }: Extract<PaymentCommand, { type: 'RequestRefund' }>,
  payment: Payment,
): Decision<PaymentEvent> {
  const { orderId, captured } = payment;
  const known = refundOf(payment, refundId);
  if (known !== undefined) {
    if (known.status !== 'failed' || attempt <= known.attempt) return accept();
    return accept({ type: 'PaymentRefundRequested', data: { orderId, refundId, amount: known.amount, attempt } });
  }
  const left = captured.amount - givenBack(payment);
  if (amount.amount < 1 || amount.amount > left || amount.currency !== captured.currency) {
    return reject('refund-too-large', { left: money(left, captured.currency) });
  }
  return payment.method === 'cash_on_delivery'
    ? accept({ type: 'PaymentRefunded', data: { orderId, refundId, amount } })
    : accept({ type: 'PaymentRefundRequested', data: { orderId, refundId, amount, attempt } });
}

/** The provider has given the money back; once. */
export function recordRefund(payment: Payment, refundId: string): Decision<PaymentEvent> {
  const refund = refundOf(payment, refundId);
  if (refund === undefined) return illegalTransition(payment);
  if (refund.status === 'refunded') return accept();
  const { orderId } = payment;
  return accept({ type: 'PaymentRefunded', data: { orderId, refundId, amount: refund.amount } });
}

/** Only the attempt that runs can fail. */
export function recordRefundFailure(
  { refundId, attempt, error }: Extract<PaymentCommand, { type: 'RecordRefundFailure' }>,
  payment: Payment,
): Decision<PaymentEvent> {
  const refund = refundOf(payment, refundId);
  if (refund?.status !== 'requested' || refund.attempt !== attempt) return accept();
  return accept({ type: 'PaymentRefundFailed', data: { orderId: payment.orderId, refundId, attempt, error } });
}
