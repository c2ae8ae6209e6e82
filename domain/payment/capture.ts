import { accept } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { PaymentEvent } from './events.ts';
import { illegalTransition } from './refusals.ts';
import type { Payment } from './state.ts';

/** Money is taken once: from an authorized card that nobody has given up, or in cash, which is there at once. */
export function requestCapture(payment: Payment, attempt: number): Decision<PaymentEvent> {
  const { orderId, amount, method, status } = payment;
  if (status === 'captured') return accept();
  if (method === 'cash_on_delivery') {
    return status === 'voided'
      ? illegalTransition(payment)
      : accept({ type: 'PaymentCaptured', data: { orderId, amount } });
  }
  if (status !== 'authorized' || payment.voidAttempt !== null) return illegalTransition(payment);
  if (attempt <= (payment.captureAttempt ?? 0)) return accept();
  return accept({ type: 'PaymentCaptureRequested', data: { orderId, attempt } });
}

/** The provider has taken the money that was asked for. */
export function recordCapture(payment: Payment): Decision<PaymentEvent> {
  const { orderId, amount, status } = payment;
  if (status === 'captured') return accept();
  if (status !== 'authorized' || payment.captureAttempt === null) return illegalTransition(payment);
  return accept({ type: 'PaymentCaptured', data: { orderId, amount } });
}

/** Only the attempt that runs can fail; a report about an older one changes nothing. */
export function recordCaptureFailure(payment: Payment, attempt: number, error: string): Decision<PaymentEvent> {
  if (payment.status !== 'authorized' || payment.captureAttempt !== attempt) return accept();
  return accept({ type: 'PaymentCaptureFailed', data: { orderId: payment.orderId, attempt, error } });
}
