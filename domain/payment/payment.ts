import type { Decider } from '../decider.ts';
import type { PaymentCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { PaymentEvent } from './events.ts';
import { evolve } from './state.ts';
import type { PaymentState } from './state.ts';

export type { Payment, PaymentState, Refund } from './state.ts';

/** Streams `payment-<orderId>`. */
export const paymentDecider: Decider<PaymentState, PaymentCommand, PaymentEvent> = {
  name: 'payment',
  stateVersion: 1,
  initial: null,
  decide,
  evolve,
};
