import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Filter, Order, SearchPage, SearchQuery } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import { products } from '../../projectors/products/products.ts';
import { shown } from '../paging.ts';
import { VIEWS } from '../tokens.ts';
import { conditionsOf, isPriceFiltered, orderOf } from './product-filters.ts';
import type { ProductFilters } from './product-filters.ts';
import { productOf } from './product.ts';
import type { Product } from './product.ts';
import { searchInTurn } from './search-in-turn.ts';

/** The catalogue: what is sold, filtered, sorted, searched and counted. */
export class ListProducts extends Query<SearchPage<Product>> {
  constructor(readonly filters: ProductFilters) {
    super();
  }
}

@QueryHandler(ListProducts)
export class ListProductsHandler implements IQueryHandler<ListProducts> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  execute({ filters }: ListProducts): Promise<SearchPage<Product>> {
    const { limit, cursor, page = 1 } = filters;
    const offset = (page - 1) * limit;
    const where = conditionsOf(filters);
    const orderBy = orderOf(filters);
    const search = { where, ...textOf(filters), ...(orderBy === undefined ? {} : { orderBy }) };
    if (filters.sort.endsWith('price') && !isPriceFiltered(filters)) {
      const found = searchInTurn(this.views.of(products), byCurrency(search, orderBy, filters), {
        ...filters,
        offset,
      });
      return shown(found, productOf);
    }
    const from = cursor === undefined ? { offset } : { cursor };
    return shown(this.views.of(products).search({ ...search, ...from, limit }), productOf);
  }
}

function textOf({ text }: ProductFilters): Pick<SearchQuery, 'text'> {
  return text === undefined ? {} : { text };
}

/** Prices in the wanted currency first: amounts of different currencies do not compare. */
function byCurrency(
  search: Omit<SearchQuery, 'limit'>,
  orderBy: readonly Order[] = [],
  { currency }: ProductFilters,
): readonly Omit<SearchQuery, 'limit'>[] {
  const priced = (filter: Filter) => [...(search.where ?? []), filter];
  const others: readonly Order[] = [{ field: 'price.currency', direction: 'ascending' }, ...orderBy];
  return [
    { ...search, where: priced({ field: 'price.currency', equals: currency }) },
    { ...search, where: priced({ field: 'price.currency', below: currency }), orderBy: others },
    { ...search, where: priced({ field: 'price.currency', atLeast: `${currency}~` }), orderBy: others },
  ];
}
