import type { Filter, Order } from '../../engine/projections/ports/view-store.ts';
import {
  flagParameter,
  listParameters,
  textParameter,
  wholeParameter,
  wordParameter,
} from '../../http/list-parameters.ts';
import type { ListParameters, Query as QueryString } from '../../http/list-parameters.ts';
import { Problem } from '../../http/problem.ts';
import { currencyParameter } from '../currency.ts';

const sorts = ['name', 'price', '-price', 'newest', 'relevance', 'rating'] as const;
const amounts = { min: 0, max: 90_000_000_000 };

/** What a caller asks of the catalogue. */
export type ProductFilters = ListParameters & {
  readonly text: string | undefined;
  readonly category: string | undefined;
  readonly vendorId: string | undefined;
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly currency: string;
  readonly inStock: boolean | undefined;
  readonly sort: (typeof sorts)[number];
  /** From 1. */
  readonly page: number | undefined;
};

/** Reads the query string of the list of products; 400 when anything in it is malformed. */
export function productFilters(query: QueryString, shopsCurrency: string): ProductFilters {
  const list = listParameters(query);
  const page = wholeParameter(query, 'page', { min: 1, max: 1_000_000 });
  if (page !== undefined && list.cursor !== undefined) {
    throw Problem.invalid({ pointer: '/page', message: 'page and cursor cannot be given together.' });
  }
  const text = textParameter(query, 'q')?.trim() || undefined;
  return {
    ...list,
    text,
    category: textParameter(query, 'category')?.trim() || undefined,
    vendorId: textParameter(query, 'vendorId')?.toLowerCase() || undefined,
    minPrice: wholeParameter(query, 'minPrice', amounts),
    maxPrice: wholeParameter(query, 'maxPrice', amounts),
    currency: currencyParameter(query, shopsCurrency),
    inStock: flagParameter(query, 'inStock'),
    sort: wordParameter(query, 'sort', sorts) ?? (text === undefined ? 'newest' : 'relevance'),
    page,
  };
}

/** Which products are listed. With a price filter, those priced in another currency are left out. */
export function conditionsOf(filters: ProductFilters): readonly Filter[] {
  const { category, vendorId, minPrice, maxPrice, currency, inStock } = filters;
  return [
    { field: 'discontinued', equals: false },
    ...(category === undefined ? [] : [{ field: 'category', equals: category }]),
    ...(vendorId === undefined ? [] : [{ field: 'vendorId', equals: vendorId }]),
    ...(inStock === undefined
      ? []
      : [inStock ? { field: 'available', atLeast: 1 } : { field: 'available', atMost: 0 }]),
    ...(minPrice === undefined ? [] : [{ field: 'price.amount', atLeast: minPrice }]),
    ...(maxPrice === undefined ? [] : [{ field: 'price.amount', atMost: maxPrice }]),
    ...(isPriceFiltered(filters) ? [{ field: 'price.currency', equals: currency }] : []),
  ];
}

export function isPriceFiltered({ minPrice, maxPrice }: ProductFilters): boolean {
  return minPrice !== undefined || maxPrice !== undefined;
}

const newest: readonly Order[] = [
  { field: 'createdAt', direction: 'descending' },
  { field: 'addedAt', direction: 'descending' },
];

/** How they are ordered; undefined: by relevance. Without reviews all are rated alike. */
export function orderOf({ sort, text }: ProductFilters): readonly Order[] | undefined {
  switch (sort) {
    case 'name':
      return [{ field: 'sortName', direction: 'ascending' }];
    case 'price':
      return [{ field: 'price.amount', direction: 'ascending' }];
    case '-price':
      return [{ field: 'price.amount', direction: 'descending' }];
    case 'relevance':
      return text === undefined ? newest : undefined;
    default:
      return newest;
  }
}
