import { accept } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { PaymentCommand } from './commands.ts';
import type { PaymentEvent } from './events.ts';
import { illegalTransition } from './refusals.ts';
import type { Payment, PaymentState } from './state.ts';

/** An order's payment is asked for once. */
export function requestPayment(
  { orderId, amount, method, token }: Extract<PaymentCommand, { type: 'RequestPayment' }>,
  payment: PaymentState,
): Decision<PaymentEvent> {
  if (payment !== null) return accept();
  return accept({ type: 'PaymentRequested', data: { orderId, amount, method, token } });
}

/**
 * The provider has authorized the card. When the payment was given up meanwhile, that is noted all the same, and goes
 * back: by the void that is asked for already, or by another one when that void is over.
 */
export function recordAuthorization(payment: Payment, reference: string | null): Decision<PaymentEvent> {
  const { orderId, status } = payment;
  if (payment.method === 'cash_on_delivery') return illegalTransition(payment);
  const authorized: PaymentEvent = { type: 'PaymentAuthorized', data: { orderId, reference } };
  switch (status) {
    case 'requested':
      return accept(authorized);
    case 'voided': {
      const attempt = (payment.voidAttempt ?? 0) + 1;
      const because = 'authorized after it was given up';
      return accept<PaymentEvent>(authorized, { type: 'PaymentVoidRequested', data: { orderId, attempt, because } });
    }
    case 'authorized':
    case 'captured':
      return accept();
    case 'declined':
      return illegalTransition(payment);
  }
}

/** The provider has declined the card; what was authorized before cannot be declined any more. */
export function recordDecline(payment: Payment, reason: string): Decision<PaymentEvent> {
  const { orderId, status } = payment;
  if (payment.method === 'cash_on_delivery') return illegalTransition(payment);
  if (status === 'requested') return accept({ type: 'PaymentDeclined', data: { orderId, reason } });
  return status === 'authorized' || status === 'captured' ? illegalTransition(payment) : accept();
}
