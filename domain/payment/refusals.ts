import { reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { PaymentEvent } from './events.ts';
import type { Payment } from './state.ts';

/** Refuses a transition that a payment in this status does not take. */
export function illegalTransition(payment: Payment): Decision<PaymentEvent> {
  return reject('illegal-transition', { status: payment.status, legal: [] });
}
