import { reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { OrderEvent } from './events.ts';
import type { Order } from './state.ts';
import { legalSteps } from './steps.ts';

/** Refuses a step and names those that are open from here. */
export function illegalStep(order: Order): Decision<OrderEvent> {
  return reject('illegal-transition', { status: order.status, legal: legalSteps(order.status) });
}
