import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DamagedView } from '../../../engine/projections/ports/view-store.ts';
import type { Projection } from '../../../engine/projections/projection.ts';
import { checkpointAt, orders, ordersIn, write } from '../../../test/contracts/view-store-orders.ts';
import { products, productsIn } from '../../../test/contracts/search-products.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { SqliteFile } from '../sqlite.ts';
import { StoreUnavailable } from '../../../engine/log/event-store.ts';
import type { EmbeddedViewBuild } from './view-build.ts';
import { EmbeddedViewStore } from './view-store.ts';

let dir: string;
let store: EmbeddedViewStore;
beforeEach(() => {
  dir = temporaryFolder();
  store = new EmbeddedViewStore(dir);
});
afterEach(() => store.close());

const viewFiles = async () =>
  (await readdir(join(dir, 'views'))).filter((file) => file.startsWith('orders')).toSorted();
const file = (build: string) => join(dir, 'views', `orders@${build}.db`);

test('dropping a build deletes its files, the write-ahead log too', async () => {
  const build = await store.open(orders, '1.1');
  await write(build, 1, { 'o-1': { id: 'o-1' } });
  expect(await viewFiles()).toEqual(['orders@1.1.db', 'orders@1.1.db-shm', 'orders@1.1.db-wal']);
  await store.drop('orders', '1.1');
  expect(await viewFiles()).toEqual([]);
});

test('what was deleted is in no file once the logs are truncated, in the search index neither', async () => {
  const build = await productsIn(store, [
    { id: 'p-1', name: 'Forgetmenot Zanzibar' },
    { id: 'p-2', name: 'Other' },
  ]);
  expect((await store.search('products', { text: 'zanzibar', limit: 1 })).total).toBe(1);
  const naming = async () => {
    const names = await readdir(join(dir, 'views'));
    const texts = await Promise.all(names.map((name) => readFile(join(dir, 'views', name), 'latin1')));
    return names.filter((_, index) => texts[index]!.toLowerCase().includes('zanz'));
  };
  expect(await naming()).not.toEqual([]);
  await write(build, 2, { 'p-1': null });
  await write(build, 3, {});
  await store.truncateLogs();
  expect(await naming()).toEqual([]);
});

test('a batch that fails leaves neither its documents nor its checkpoint, and later ones are written', async () => {
  const build = await store.open(orders, '1.1');
  await write(build, 1, { 'o-1': { id: 'o-1' } });
  await expect(write(build, 2, { 'o-2': { id: 'o-2' }, 'o-3': { id: 3n } })).rejects.toThrow(TypeError);
  expect(await build.load(['o-2'])).toEqual(new Map());
  expect((await build.checkpoint())?.events).toBe(1);
  await write(build, 2, { 'o-2': { id: 'o-2' } });
  expect((await build.load(['o-2'])).size).toBe(1);
});

test('a full disk refuses the batch as unavailable, keeps what was there, and writes again when there is room', async () => {
  const build = await productsIn(store, [{ id: 'p-1', name: 'Keyboard' }]);
  const { writer } = (build as EmbeddedViewBuild)['file'];
  const large = Object.fromEntries(
    Array.from({ length: 500 }, (_, at) => [`q-${at}`, { name: `Chair ${at} `.repeat(99) }]),
  );
  writer.exec('PRAGMA max_page_count = 60');
  await expect(write(build, 2, large)).rejects.toThrow(StoreUnavailable);
  expect((await build.checkpoint())?.events).toBe(1);
  expect((await store.search('products', { text: 'keybord', limit: 1 })).total).toBe(1);
  expect((await store.search('products', { text: 'chair', limit: 1 })).total).toBe(0);
  writer.exec('PRAGMA max_page_count = 100000');
  await write(build, 2, large);
  expect((await store.search('products', { text: 'chiar', limit: 1 })).total).toBe(500);
});

test('while a large batch is written the event loop goes on, and nobody sees half of it', async () => {
  const build = await store.open(orders, '1.1');
  const batch = Array.from({ length: 4_000 }, (_, at) => [`o-${at}`, { id: `o-${at}` }] as const);
  let done = false;
  const written = write(build, 1, Object.fromEntries(batch)).then(() => (done = true));
  const seen: number[] = [];
  while (!done) {
    seen.push((await build.scan(null, 4_000)).length);
    await new Promise((resume) => setImmediate(resume));
  }
  await written;
  expect(seen.filter((count) => count === 0).length).toBeGreaterThan(3);
  expect(seen.filter((count) => count !== 0 && count !== 4_000)).toEqual([]);
  expect(await build.scan(null, 4_000)).toHaveLength(4_000);
});

test('a build opened with other indexes is derived anew from its documents', async () => {
  await ordersIn(store, [
    { id: 'o-1', status: 'placed', vendorIds: ['v-1'] },
    { id: 'o-2', status: 'shipped', vendorIds: ['v-1'] },
  ]);
  const changed: Projection = {
    ...orders,
    indexes: [{ fields: ['total.amount'] }, { fields: ['vendorIds', 'status'], multi: true }],
    search: { text: { status: 1 }, facets: ['status'] },
  };
  const build = await store.open(changed, '1.1');
  const where = [{ field: 'vendorIds', contains: 'v-1' }];
  const orderBy = [{ field: 'status', direction: 'descending' }] as const;
  expect((await store.find<{ id: string }>('orders', { where, orderBy, limit: 9 })).items.map(({ id }) => id)).toEqual([
    'o-2',
    'o-1',
  ]);
  expect((await store.search('orders', { text: 'shiped', limit: 9 })).total).toBe(1);
  expect((await build.checkpoint())?.events).toBe(1);
});

test('field names that are no plain dot paths are refused', async () => {
  await ordersIn(store, [{ id: 'o-1' }]);
  for (const field of ["status') --", 'a]b', 'a..b', '', '$.status', 'a b']) {
    await expect(store.find('orders', { where: [{ field, equals: 'x' }], limit: 1 })).rejects.toThrow('is no field');
    await expect(store.open({ ...orders, indexes: [{ fields: [field] }] }, '2.1')).rejects.toThrow('is no field');
  }
});

test('names cannot lead out of the folder', async () => {
  for (const build of ['../1', '', '.', 'a/b', 'a\0']) {
    await expect(store.open(orders, build)).rejects.toThrow('cannot name');
    await expect(store.drop('orders', build)).rejects.toThrow('cannot name');
  }
});

test('a view file that is no database, another database, cut off or gone is named as damaged', async () => {
  await writeFile(file('1.1'), 'this was never a database, however long it is read. '.repeat(40));
  await expect(store.open(orders, '1.1')).rejects.toThrow(DamagedView);
  new SqliteFile(file('1.2'), 'durable').exec('CREATE TABLE strangers (id)');
  await expect(store.open(orders, '1.2')).rejects.toThrow(/orders@1\.2\.db is no view of this engine/);

  const build = await store.open(orders, '1.3');
  await write(
    build,
    1,
    Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`o-${at}`, { note: 'x'.repeat(200) }])),
  );
  await store.switchTo('orders', '1.3');
  await store.close();
  await truncate(file('1.3'), 16_384);
  store = new EmbeddedViewStore(dir);
  const readAll = async () => (await store.open(orders, '1.3')).scan(null, 1_000);
  await expect(readAll()).rejects.toThrow(DamagedView);
  await store.close();
  await rm(file('1.3'));
  store = new EmbeddedViewStore(dir);
  await expect(store.get('orders', 'o-1')).rejects.toThrow(/orders@1\.3\.db is missing/);
});

test('a file of the layout before is read on, without the digest in its checkpoint', async () => {
  await ordersIn(store, [{ id: 'o-1' }]);
  await store.close();
  const before = new SqliteFile(file('1.1'), 'disposable');
  before.exec(
    `UPDATE meta SET value = json_set(value, '$.digest', 'd0') WHERE key = 'checkpoint'; PRAGMA user_version = 1`,
  );
  before.close();
  store = new EmbeddedViewStore(dir);
  const build = await store.open(orders, '1.1');
  expect([await build.checkpoint(), await store.get('orders', 'o-1')]).toEqual([checkpointAt(1), { id: 'o-1' }]);
});

test('a build with search opens without its code', async () => {
  await productsIn(store, [{ id: 'p-1', name: 'Keyboard', category: 'computers' }]);
  await store.close();
  store = new EmbeddedViewStore(dir);
  const { total, facets } = await store.search('products', { text: 'keybord', limit: 1 });
  expect([total, facets['category']]).toEqual([1, [{ value: 'computers', count: 1 }]]);
  expect(products.search?.facets).toContain('category');
});
