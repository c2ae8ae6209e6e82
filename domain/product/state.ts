import { unreachable } from '../event.ts';
import type { UserId } from '../ids.ts';
import type { ProductDetails, ProductEvent } from './events.ts';

/** Null before it was added. */
export type Product = ProductDetails & {
  readonly sku: string;
  readonly vendorId: UserId;
  readonly initialStock: number;
  readonly discontinued: boolean;
};

export function evolve(product: Product | null, event: ProductEvent): Product | null {
  switch (event.type) {
    case 'ProductAdded':
      return { ...event.data, discontinued: false };
    case 'ProductChanged':
      return product === null ? null : { ...product, ...event.data };
    case 'ProductDiscontinued':
      return product === null ? null : { ...product, discontinued: true };
    default:
      return unreachable(event, product);
  }
}
