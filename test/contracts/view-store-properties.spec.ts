import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SearchQuery, ViewQuery, ViewStore } from '../../engine/projections/ports/view-store.ts';
import { products } from './search-products.ts';
import type { ProductDocument } from './search-products.ts';
import { allPages, orders, write } from './view-store-orders.ts';
import { embeddedViews, roughViews } from './view-store-places.ts';
import { someFilters, someOrder, someOrders, someProducts, someText } from './view-store-properties.ts';
import type { ViewStorePlace } from './view-store.ts';
import type { Projection } from '../../engine/projections/projection.ts';

let places: readonly ViewStorePlace[];
let builds = 0;
beforeAll(async () => {
  places = [await roughViews(), await embeddedViews()];
});
afterAll(async () => {
  for (const place of places) await place.remove();
});

/** The same documents as the live build of both stores, and the same question to both. */
async function answers<Answer>(
  projection: Projection,
  writes: readonly Readonly<Record<string, object | null>>[],
  ask: (store: ViewStore) => Promise<Answer>,
): Promise<Answer[]> {
  const build = `1.${(builds += 1)}`;
  const given: Answer[] = [];
  for (const { store } of places) {
    const opened = await store.open(projection, build);
    const before = await store.live(projection.name);
    for (const [at, documents] of writes.entries()) await write(opened, at + 1, documents);
    await store.switchTo(projection.name, build);
    if (before !== null) await store.drop(projection.name, before);
    given.push(await ask(store));
  }
  return given;
}

const numbered = (documents: Readonly<Record<string, object | null>>) =>
  Object.fromEntries(Object.entries(documents).map(([id, document]) => [id, document && { id, ...document }]));

test('lists are what filtering and sorting all documents by hand gives, in pages of any size', async () => {
  let foundSomething = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(someOrders, { minLength: 1, maxLength: 3 }),
      someFilters,
      someOrder,
      fc.integer({ min: 1, max: 4 }),
      async (writes, where, orderBy, limit) => {
        const query: ViewQuery = { where, orderBy, limit };
        const [rough, embedded] = await answers(orders, writes.map(numbered), (store) =>
          allPages((cursor) => store.find('orders', { ...query, ...(cursor === undefined ? {} : { cursor }) })),
        );
        expect(embedded).toEqual(rough);
        if (rough!.length > limit) foundSomething += 1;
      },
    ),
    { numRuns: 100 },
  );
  expect(foundSomething).toBeGreaterThan(0);
});

test('counts and sums are those of all documents by hand', async () => {
  let foundSomething = 0;
  await fc.assert(
    fc.asyncProperty(someOrders, someFilters, someOrder, async (documents, where, groups) => {
      const groupBy = groups.map(({ field }) => field);
      const [rough, embedded] = await answers(orders, [numbered(documents)], (store) =>
        store.aggregate('orders', where, groupBy, ['total.amount', 'status']),
      );
      expect(embedded).toEqual(rough);
      if (rough!.some(({ count }) => count > 0)) foundSomething += 1;
    }),
    { numRuns: 50 },
  );
  expect(foundSomething).toBeGreaterThan(0);
});

test('search finds exactly the documents that have every word or, from five letters on, one a typo away', async () => {
  let foundSomething = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(someProducts, { minLength: 1, maxLength: 2 }), someText, async (writes, text) => {
      const query: SearchQuery = { text, limit: 100 };
      const stock = writes.map((documents) => Object.fromEntries(documents.map((product) => [product.id, product])));
      const [rough, embedded] = await answers(products, stock, async (store) => {
        const { items, ...counted } = await store.search<ProductDocument>('products', query);
        return { ...counted, ids: items.map(({ id }) => id).toSorted() };
      });
      expect(embedded).toEqual(rough);
      if (rough!.ids.length > 0) foundSomething += 1;
    }),
    { numRuns: 100 },
  );
  expect(foundSomething).toBeGreaterThan(0);
});
