import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ada, bob, boss, details, euros, vera } from '../../test/queries/people.ts';
import { idOf, ShopToRead } from '../../test/queries/shop-to-read.ts';

const shop = new ShopToRead();
const [kettle, pan, lamp] = [idOf('kettle'), idOf('pan'), idOf('lamp')];
const added = (productId: string, quantity: number) => ({ productId, quantity, currency: 'EUR' });

beforeAll(async () => {
  await shop.happened(`product-${kettle}`, 'ProductAdded', details('KET', { name: 'Kettle' }));
  await shop.happened(`product-${pan}`, 'ProductAdded', details('PAN', { name: 'Pan' }));
  await shop.happened(`product-${lamp}`, 'ProductAdded', details('LAM'));
  for (const id of [kettle, pan]) {
    await shop.happened(`inventory-${id}`, 'StockReceived', { warehouse: 'main', quantity: 9, reference: null });
  }
  await shop.happened(`cart-${ada.userId}`, 'CartItemAdded', added(kettle, 2));
  await shop.happened(`cart-${ada.userId}`, 'CartItemAdded', added(pan, 1));
  await shop.happened(`product-${kettle}`, 'ProductChanged', { name: 'Copper Kettle', price: euros(1500) });
  await shop.happened(`product-${pan}`, 'ProductDiscontinued');
  await shop.happened(`cart-${boss.userId}`, 'CartItemAdded', added(kettle, 1));
  await shop.happened(`cart-${boss.userId}`, 'CartItemAdded', added(lamp, 1));
  await shop.happened(`product-${lamp}`, 'ProductChanged', { price: { amount: 900, currency: 'JPY' } });
  await shop.catchUp();
  await shop.open();
});
afterAll(() => shop.close());

test('a cart shows the prices, names and stock of this moment', async () => {
  const { body, headers } = await shop.get('/cart', ada);
  expect(body).toEqual({
    items: [
      {
        productId: kettle,
        sku: 'KET',
        name: 'Copper Kettle',
        quantity: 2,
        unitPrice: euros(1500),
        lineTotal: euros(3000),
        available: 9,
      },
      {
        productId: pan,
        sku: 'PAN',
        name: 'Pan',
        quantity: 1,
        unitPrice: euros(1000),
        lineTotal: euros(1000),
        available: 0,
      },
    ],
    total: euros(4000),
    revision: 1,
  });
  expect(headers.get('etag')).toBe('"1"');
});

test('a cart never touched is empty', async () => {
  const { status, body } = await shop.get('/cart', bob);
  expect([status, body]).toEqual([200, { items: [], total: null, revision: -1 }]);
});

test('amounts of different currencies have no total', async () => {
  expect((await shop.get('/cart', boss)).body).toMatchObject({ items: [{}, {}], total: null });
});

test('vendors have no cart', async () => {
  expect((await shop.get('/cart', vera)).status).toBe(403);
  expect((await shop.get('/cart')).status).toBe(401);
});
