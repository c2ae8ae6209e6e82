import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ada, boss, details, vera, victor } from '../../test/queries/people.ts';
import { idOf, ShopToRead } from '../../test/queries/shop-to-read.ts';

const shop = new ShopToRead();
const [kettle, lamp, order] = [idOf('kettle'), idOf('lamp'), idOf('order')];

beforeAll(async () => {
  await shop.happened(`product-${kettle}`, 'ProductAdded', details('KET'));
  await shop.happened(`product-${lamp}`, 'ProductAdded', details('LAM', { vendorId: victor.userId }));
  const stock = (type: string, data: object) => shop.happened(`inventory-${kettle}`, type, data);
  await stock('StockReceived', { warehouse: 'main', quantity: 7, reference: 'delivery 1' });
  await stock('StockAdjusted', { warehouse: 'main', delta: -1, reason: 'broken' });
  await stock('StockReserved', { orderId: order, quantity: 1, allocations: [{ warehouse: 'main', quantity: 1 }] });
  await shop.catchUp();
  await shop.open();
});
afterAll(() => shop.close());

test('a vendor reads the own stock', async () => {
  const { body, headers } = await shop.get(`/inventory/${kettle}`, vera);
  expect(body).toEqual({
    id: kettle,
    productId: kettle,
    sku: 'KET',
    onHand: 6,
    reserved: 1,
    available: 5,
    warehouses: [{ warehouse: 'main', onHand: 6, reserved: 1 }],
    lowStock: true,
    revision: 2,
  });
  expect(headers.get('etag')).toBe('"2"');
});

test.each([
  ['another vendor', victor, 403, 403],
  ['an admin', boss, 200, 404],
  ['a customer', ada, 403, 403],
  ['nobody', undefined, 401, 401],
])('%s gets %4$s for what is unknown', async (_, reader, known, unknown) => {
  expect((await shop.get(`/inventory/${kettle}`, reader)).status).toBe(known);
  expect((await shop.get(`/inventory/${kettle}/history`, reader)).status).toBe(known);
  const missing = (await shop.get(`/inventory/${idOf('nothing')}`, reader)).status;
  expect(missing).toBe(reader === victor ? 404 : unknown);
});

const skus = async (query: string, reader = boss) =>
  (await shop.get(`/inventory${query}`, reader)).body.items.map((item: { sku: string }) => item.sku);

test('an admin lists all stock by sku, a vendor the own; what is low can be asked for', async () => {
  expect(await skus('')).toEqual(['KET', 'LAM']);
  expect(await skus('', victor)).toEqual(['LAM']);
  expect(await skus('?lowStock=true')).toEqual(['KET', 'LAM']);
  expect(await skus('?lowStock=false')).toEqual([]);
  expect((await shop.get('/inventory?lowStock=maybe', boss)).status).toBe(400);
});

test('the movements are told newest first, each with what is known of it', async () => {
  const { body } = await shop.get(`/inventory/${kettle}/history?limit=2`, vera);
  expect(body.items).toMatchObject([
    { type: 'StockReserved', revision: 2, warehouse: 'main', quantity: -1, orderId: order },
    { type: 'StockAdjusted', revision: 1, quantity: -1, reason: 'broken', actor: { id: 'somebody', role: 'system' } },
  ]);
  expect(body.items[0]).not.toHaveProperty('reason');
  const rest = await shop.get(`/inventory/${kettle}/history?limit=2&cursor=${body.nextCursor}`, vera);
  expect(rest.body).toMatchObject({
    items: [{ type: 'StockReceived', quantity: 7, reference: 'delivery 1' }],
    nextCursor: null,
  });
});
