import { Injectable } from '@nestjs/common';
import { Problem } from '../../http/problem.ts';
import { carts } from '../../projectors/carts/carts.ts';
import type { CartDocument } from '../../projectors/carts/carts.ts';
import { customers } from '../../projectors/customers/customers.ts';
import type { ProductDocument } from '../../projectors/products/document.ts';
import { products } from '../../projectors/products/products.ts';
import type { Moment } from '../moment.ts';
import { Past } from '../past.ts';

/** A cart, and the products in it by their id. */
export type CartWithProducts = {
  readonly cart: CartDocument | null;
  readonly products: ReadonlyMap<string, ProductDocument>;
};

/** Carts as they were, with their products as they were then. */
@Injectable()
export class PastCarts {
  constructor(private readonly past: Past) {}

  /** 404 when the account was not there yet. */
  async read(userId: string, moment: Moment): Promise<CartWithProducts> {
    const own = `cart-${userId}`;
    const account = `user-${userId}`;
    const bound = await this.past.boundOf(own, moment);
    if ((await this.past.document(customers, userId, [account], bound)) === null) throw Problem.notFound();
    const cart = await this.past.document(carts, userId, [own, account], bound);
    const found = new Map<string, ProductDocument>();
    for (const { productId } of cart?.items ?? []) {
      const streams = [`product-${productId}`, `inventory-${productId}`];
      const product = await this.past.document(products, productId, streams, bound);
      if (product !== null) found.set(productId, product);
    }
    return { cart, products: found };
  }
}
