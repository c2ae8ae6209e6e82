import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Views } from '../../engine/view-store.ts';
import { hasRole } from '../../http/caller.ts';
import type { Caller } from '../../http/caller.ts';
import { Problem } from '../../http/problem.ts';
import type { ProductDocument } from '../../projectors/products/document.ts';
import { VIEWS } from '../tokens.ts';
import { productOf } from './product.ts';
import type { Product } from './product.ts';

/** One product; a discontinued one is known to its vendor and to admins only. */
export class ReadProduct extends Query<Product> {
  constructor(
    readonly id: string,
    readonly caller: Caller | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadProduct)
export class ReadProductHandler implements IQueryHandler<ReadProduct> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  async execute({ id, caller }: ReadProduct): Promise<Product> {
    const product = await this.views.get<ProductDocument>('products', id);
    if (product === null || (product.discontinued && !mayManage(caller, product))) throw Problem.notFound();
    return productOf(product);
  }
}

function mayManage(caller: Caller | undefined, product: ProductDocument): boolean {
  return caller !== undefined && (caller.userId === product.vendorId || hasRole(caller, 'admin'));
}
