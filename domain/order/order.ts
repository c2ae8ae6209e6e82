import type { Decider } from '../decider.ts';
import type { OrderCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { OrderEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { OrderState } from './state.ts';

export type { Order, OrderState } from './state.ts';

/** Streams `order-<orderId>`. */
export const orderDecider: Decider<OrderState, OrderCommand, OrderEvent> = {
  name: 'order',
  stateVersion: 1,
  initial: null,
  decide,
  evolve,
};
