import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Views } from '../../engine/projections/views.ts';
import { hasRole } from '../../http/caller.ts';
import { Problem } from '../../http/problem.ts';
import type { ProductDocument } from '../../projectors/products/document.ts';
import { products } from '../../projectors/products/products.ts';
import type { Caller } from '../access.ts';
import type { Moment } from '../moment.ts';
import { Past } from '../past.ts';
import { VIEWS } from '../tokens.ts';
import { productOf } from './product.ts';
import type { Product } from './product.ts';

/** One product, now or as it was at a moment; a discontinued one is known to its vendor and to admins only. */
export class ReadProduct extends Query<Product> {
  constructor(
    readonly id: string,
    readonly caller: Caller | undefined,
    readonly at: Moment | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadProduct)
export class ReadProductHandler implements IQueryHandler<ReadProduct> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    private readonly past: Past,
  ) {}

  async execute({ id, caller, at }: ReadProduct): Promise<Product> {
    const product = shownTo(caller, await this.views.of(products).get(id));
    return productOf(at === undefined ? product : shownTo(caller, await this.asOf(id, at)));
  }

  private async asOf(id: string, moment: Moment): Promise<ProductDocument | null> {
    const own = `product-${id}`;
    return this.past.document(products, id, [own, `inventory-${id}`], await this.past.boundOf(own, moment));
  }
}

function shownTo(caller: Caller | undefined, product: ProductDocument | null): ProductDocument {
  if (product === null || (product.discontinued && !mayManage(caller, product))) throw Problem.notFound();
  return product;
}

function mayManage(caller: Caller | undefined, product: ProductDocument): boolean {
  return caller !== undefined && (caller.userId === product.vendorId || hasRole(caller, 'admin'));
}
