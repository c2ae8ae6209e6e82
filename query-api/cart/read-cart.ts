import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { noStream } from '../../engine/log/event-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import { carts } from '../../projectors/carts/carts.ts';
import type { ProductDocument } from '../../projectors/products/document.ts';
import { products } from '../../projectors/products/products.ts';
import { VIEWS } from '../tokens.ts';
import type { Moment } from '../moment.ts';
import { PastCarts } from './past-carts.ts';
import type { CartWithProducts } from './past-carts.ts';
import { totalOf } from './cart.ts';
import type { Cart, CartLine } from './cart.ts';

/** A customer's cart with the prices and the stock of this moment, or of a moment in the past. */
export class ReadCart extends Query<Cart> {
  constructor(
    readonly userId: string,
    readonly at: Moment | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadCart)
export class ReadCartHandler implements IQueryHandler<ReadCart> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    private readonly past: PastCarts,
  ) {}

  async execute({ userId, at }: ReadCart): Promise<Cart> {
    const { cart, products } = at === undefined ? await this.asOfNow(userId) : await this.past.read(userId, at);
    const items = (cart?.items ?? []).flatMap(({ productId, quantity }) => {
      const product = products.get(productId);
      return product === undefined ? [] : [lineOf(product, quantity)];
    });
    return { items, total: totalOf(items), revision: cart?.revision ?? noStream };
  }

  private async asOfNow(userId: string): Promise<CartWithProducts> {
    const cart = await this.views.of(carts).get(userId);
    const ids = (cart?.items ?? []).map(({ productId }) => productId);
    return { cart, products: await this.views.of(products).getMany(ids) };
  }
}

/** Nothing of a discontinued product can be had. */
function lineOf({ id, sku, name, price, available, discontinued }: ProductDocument, quantity: number): CartLine {
  const lineTotal = { amount: price.amount * quantity, currency: price.currency };
  const stock = discontinued ? 0 : available;
  return { productId: id, sku, name, quantity, unitPrice: price, lineTotal, available: stock };
}
