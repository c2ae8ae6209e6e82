import type { Decider } from '../decider.ts';
import type { CartCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { CartEvent } from './events.ts';
import { emptyCart, evolve } from './state.ts';
import type { Cart } from './state.ts';

export { emptyCart, quantityOf } from './state.ts';
export type { Cart, CartItem } from './state.ts';

/** Streams `cart-<userId>`. */
export const cartDecider: Decider<Cart, CartCommand, CartEvent> = {
  name: 'cart',
  stateVersion: 1,
  initial: emptyCart,
  decide,
  evolve,
};
