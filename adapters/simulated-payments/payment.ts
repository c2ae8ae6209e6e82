import type { Amount, ProviderAnswer } from '../../engine/outside/payment-provider.ts';
import type { BookedPayment } from '../../engine/outside/provider-books.ts';
import { behaviourOf } from './tokens.ts';

export const refused = (reason: string): ProviderAnswer => ({ status: 'declined', reason });

const noFailures = { capture: 0, void: 0, refund: 0 };

/** A void of a payment that never came is remembered: the payment is then void from the start. */
export const unheardOf = (paymentId: string): BookedPayment => ({
  paymentId,
  status: 'voided',
  amount: 0,
  currency: '',
  captured: 0,
  refunded: 0,
  reason: null,
  answersAt: null,
  voidAsked: false,
  failures: noFailures,
});

/** What becomes of a payment with this card. */
export function opened(
  { paymentId, amount, token }: { paymentId: string; amount: Amount; token: string },
  lateAnswerMs: number,
): BookedPayment {
  const card = behaviourOf(token);
  const status = { approve: 'authorized', decline: 'declined', late: 'pending', never: 'pending' } as const;
  return {
    ...unheardOf(paymentId),
    status: status[card.answer],
    amount: amount.amount,
    currency: amount.currency,
    reason: card.reason ?? null,
    answersAt: card.answer === 'late' ? Date.now() + lateAnswerMs : null,
    failures: { ...noFailures, ...card.failures },
  };
}

export function answerOf(payment: BookedPayment): ProviderAnswer {
  const { paymentId, status, reason } = payment;
  if (status === 'pending') return { status };
  if (status === 'declined') return { status, reason: reason ?? 'declined' };
  return { status, reference: `simulated-${paymentId}` };
}
