import { reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { OrderEvent } from './events.ts';
import type { Order, OrderStatus } from './state.ts';
import { legalTransitions } from './transitions.ts';

/** Refuses a transition and names those that are legal from here. */
export function illegalTransition({ status }: Order): Decision<OrderEvent> {
  return reject('illegal-transition', legalFrom(status));
}

/** What a refused transition tells: the legal ones, for programs and for people. */
export function legalFrom(status: OrderStatus): { readonly legal: readonly OrderStatus[]; readonly message: string } {
  const legal = legalTransitions(status);
  const next = legal.length === 0 ? 'cannot change any more' : `may only become ${legal.join(' or ')} now`;
  return { legal, message: `An order that is ${status} ${next}.` };
}
