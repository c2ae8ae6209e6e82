import type { Projection } from '../../engine/projections/projection.ts';
import type { SearchQuery, ViewBuild, ViewStore } from '../../engine/projections/ports/view-store.ts';
import { write } from './view-store-orders.ts';

/** A product's document, as far as search is asked about it. */
export type ProductDocument = {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly category?: string | null;
  readonly price?: { readonly amount: number; readonly currency: string };
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
};

export const products: Projection = {
  name: 'products',
  version: 1,
  handles: [],
  keys: () => [],
  evolve: () => null,
  indexes: [{ fields: ['price.currency', 'price.amount'] }, { fields: ['category'] }],
  search: { text: { name: 10, description: 1, attributes: 2 }, facets: ['category', 'attributes.brand'] },
};

/** A live build with these products in it. */
export async function productsIn(store: ViewStore, documents: readonly ProductDocument[]): Promise<ViewBuild> {
  const build = await store.open(products, '1.1');
  await write(build, 1, Object.fromEntries(documents.map((document) => [document.id, document])));
  await store.switchTo('products', '1.1');
  return build;
}

/** The ids that a search finds, in its order. */
export async function found(store: ViewStore, query: Partial<SearchQuery>): Promise<string[]> {
  const { items } = await store.search<ProductDocument>('products', { limit: 100, ...query });
  return items.map(({ id }) => id);
}
