import { beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import type { Filter, Order } from '../../../engine/projections/ports/view-store.ts';
import { orders } from '../../../test/contracts/view-store-orders.ts';
import { products } from '../../../test/contracts/search-products.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { SqliteFile } from '../sqlite.ts';
import { allOf, conditionsOf } from './conditions.ts';
import { declarationOf } from './declaration.ts';
import { orderSql, rangesAfter } from './keyset.ts';
import { createFile, createTables } from './schema.ts';
import { sourceFor } from './source.ts';

let dir: string;
let files = 0;
beforeAll(() => {
  dir = temporaryFolder();
});

/** How SQLite goes about each range of a query's page. */
function plans(
  projection: typeof orders,
  where: readonly Filter[],
  orderBy: readonly Order[],
  after?: readonly (string | number)[],
): string[] {
  const declaration = declarationOf(projection);
  const file = new SqliteFile(join(dir, `${(files += 1)}.db`), 'disposable');
  createFile(file);
  createTables(file, declaration);
  const source = sourceFor(declaration, where, orderBy);
  const ranges = after === undefined ? [[]] : rangesAfter(after, orderBy, source);
  const steps = ranges.map((range) => {
    const { sql, values } = allOf([...conditionsOf(where, source), ...range]);
    const query = `SELECT ${source.no} FROM ${source.from} WHERE ${sql} ORDER BY ${orderSql(orderBy, source)} LIMIT ?`;
    const plan = file.prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`).all(...values, 20);
    return plan.map(({ detail }) => detail).join('; ');
  });
  file.close();
  return steps;
}

const newestFirst: readonly Order[] = [{ field: 'createdAt', direction: 'descending' }];
const ofAnna: readonly Filter[] = [{ field: 'customerId', equals: 'anna' }];

test("a customer's orders, newest first, come off the index in order, on later pages too", () => {
  expect(plans(orders, ofAnna, newestFirst)).toEqual(['SEARCH d USING COVERING INDEX documents_0 (f.customerId=?)']);
  expect(plans(orders, ofAnna, newestFirst, ['2026-01-01', 'o-1'])).toEqual([
    'SEARCH d USING COVERING INDEX documents_0 (f.customerId=? AND f.createdAt=? AND id<?)',
    'SEARCH d USING COVERING INDEX documents_0 (f.customerId=? AND f.createdAt<?)',
    'SEARCH d USING COVERING INDEX documents_0 (f.customerId=? AND f.createdAt=?)',
  ]);
});

test("a vendor's orders, newest first, come off the table of elements in order", () => {
  const ofVendor: readonly Filter[] = [{ field: 'vendorIds', contains: 'v-1' }];
  const [plan] = plans(orders, ofVendor, newestFirst);
  expect(plan).toContain('SEARCH e USING COVERING INDEX elements_0_elements (element=?)');
  expect(plan).not.toContain('TEMP B-TREE');
});

test('products by price come off the index in either direction', () => {
  const inEuro: readonly Filter[] = [
    { field: 'price.currency', equals: 'EUR' },
    { field: 'price.amount', atLeast: 100, atMost: 900 },
  ];
  for (const direction of ['ascending', 'descending'] as const) {
    expect(plans(products, inEuro, [{ field: 'price.amount', direction }])).toEqual([
      'SEARCH d USING COVERING INDEX documents_0 (f.price.currency=? AND f.price.amount>? AND f.price.amount<?)',
    ]);
  }
});

test('a query without an index is answered all the same, by sorting', () => {
  const [plan] = plans(orders, [{ field: 'note', equals: 'x' }], [{ field: 'paid', direction: 'ascending' }]);
  expect(plan).toBe('SCAN d; USE TEMP B-TREE FOR ORDER BY');
});
