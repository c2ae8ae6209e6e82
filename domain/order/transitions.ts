import type { OrderStatus } from './state.ts';

const transitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  placed: ['cancelled'],
  confirmed: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: ['completed'],
  completed: [],
  cancelled: [],
};

/** The statuses that people may move an order to from where it is; `confirmed` is for the engine to reach. */
export function legalTransitions(status: OrderStatus): readonly OrderStatus[] {
  return transitions[status];
}
