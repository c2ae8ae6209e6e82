import { accept } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { PaymentEvent } from './events.ts';
import { illegalTransition } from './refusals.ts';
import type { Payment, PaymentState } from './state.ts';

/**
 * Gives the payment up. Cash and a declined card hold nothing and are void at once; an asked-for or authorized card is
 * given back by the provider, whatever it still answers. What was captured is refunded instead.
 */
export function requestVoid(payment: PaymentState, attempt: number, because: string): Decision<PaymentEvent> {
  if (payment === null || payment.status === 'captured' || payment.status === 'voided') return accept();
  const { orderId } = payment;
  if (payment.method === 'cash_on_delivery' || payment.status === 'declined') {
    return accept({ type: 'PaymentVoided', data: { orderId } });
  }
  if (payment.captureAttempt !== null) return illegalTransition(payment);
  if (attempt <= (payment.voidAttempt ?? 0)) return accept();
  return accept({ type: 'PaymentVoidRequested', data: { orderId, attempt, because } });
}

/** The provider holds nothing any more. */
export function recordVoid(payment: Payment): Decision<PaymentEvent> {
  if (payment.status === 'voided') return accept();
  if (payment.voidAttempt === null) return illegalTransition(payment);
  return accept({ type: 'PaymentVoided', data: { orderId: payment.orderId } });
}

/** Only the attempt that runs can fail. */
export function recordVoidFailure(payment: Payment, attempt: number, error: string): Decision<PaymentEvent> {
  if (payment.status === 'voided' || payment.voidAttempt !== attempt) return accept();
  return accept({ type: 'PaymentVoidFailed', data: { orderId: payment.orderId, attempt, error } });
}
