import type { Decider } from '../decider.ts';
import type { ProductCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { ProductEvent } from './events.ts';
import { evolve } from './state.ts';
import type { Product } from './state.ts';

export type { Product } from './state.ts';

/** Streams `product-<productId>`. */
export const productDecider: Decider<Product | null, ProductCommand, ProductEvent> = {
  name: 'product',
  stateVersion: 1,
  initial: null,
  decide,
  evolve,
};
