import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { noStream } from '../../engine/event-store.ts';
import type { Views } from '../../engine/view-store.ts';
import type { CartDocument } from '../../projectors/carts/carts.ts';
import type { ProductDocument } from '../../projectors/products/document.ts';
import { VIEWS } from '../tokens.ts';
import { totalOf } from './cart.ts';
import type { Cart, CartLine } from './cart.ts';

/** A customer's cart with the prices and the stock of this moment. */
export class ReadCart extends Query<Cart> {
  constructor(readonly userId: string) {
    super();
  }
}

@QueryHandler(ReadCart)
export class ReadCartHandler implements IQueryHandler<ReadCart> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  async execute({ userId }: ReadCart): Promise<Cart> {
    const cart = await this.views.get<CartDocument>('carts', userId);
    const lines = cart?.items ?? [];
    const products = await this.views.getMany<ProductDocument>(
      'products',
      lines.map(({ productId }) => productId),
    );
    const items = lines.flatMap(({ productId, quantity }) => {
      const product = products.get(productId);
      return product === undefined ? [] : [lineOf(product, quantity)];
    });
    return { items, total: totalOf(items), revision: cart?.revision ?? noStream };
  }
}

/** Nothing of a discontinued product can be had. */
function lineOf({ id, sku, name, price, available, discontinued }: ProductDocument, quantity: number): CartLine {
  const lineTotal = { amount: price.amount * quantity, currency: price.currency };
  const stock = discontinued ? 0 : available;
  return { productId: id, sku, name, quantity, unitPrice: price, lineTotal, available: stock };
}
