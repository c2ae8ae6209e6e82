import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { boss, details, vera, victor } from '../../test/queries/people.ts';
import { idOf, ShopToRead } from '../../test/queries/shop-to-read.ts';

const shop = new ShopToRead();
const price = (amount: number, currency = 'EUR') => ({ price: { amount, currency } });
const idsOf = (names: readonly string[]) => names.map(idOf);

beforeAll(async () => {
  const add = (name: string, changes: object) =>
    shop.happened(`product-${idOf(name)}`, 'ProductAdded', details(name, changes));
  await add('kettle', { name: 'Copper Kettle', category: 'kitchen', ...price(3000), attributes: { brand: 'Hearth' } });
  await add('pan', { name: 'iron pan', category: 'kitchen', ...price(1000) });
  await add('lamp', { name: 'Lamp', category: 'light', ...price(2000), vendorId: victor.userId });
  await add('yen', { name: 'Tea Bowl', ...price(500, 'JPY') });
  await add('swiss', { name: 'Army Knife', ...price(700, 'CHF') });
  await add('gone', { name: 'Copper Pot', category: 'kitchen' });
  await shop.happened(`product-${idOf('gone')}`, 'ProductDiscontinued');
  await shop.happened(`inventory-${idOf('pan')}`, 'StockReceived', { warehouse: 'main', quantity: 4, reference: null });
  await shop.catchUp();
  await shop.open();
});
afterAll(() => shop.close());

const listed = async (query: string) => {
  const { status, body } = await shop.get(`/products${query}`);
  expect(status).toBe(200);
  return body.items.map((item: { id: string }) => item.id);
};

test('everything that is sold is listed, the newest first, with facets and a total', async () => {
  const { body } = await shop.get('/products');
  expect(body.items.map((item: { id: string }) => item.id)).toEqual(idsOf(['swiss', 'yen', 'lamp', 'pan', 'kettle']));
  expect(body.total).toBe(5);
  expect(body.facets.category).toEqual([
    { value: 'kitchen', count: 2 },
    { value: 'light', count: 1 },
  ]);
  expect(body.facets.brand).toEqual([{ value: 'Hearth', count: 1 }]);
});

test('an item shows the product and what is available, and nothing internal', async () => {
  const { body, headers } = await shop.get(`/products/${idOf('pan')}`);
  expect(body).toEqual({
    id: idOf('pan'),
    sku: 'pan',
    name: 'iron pan',
    description: null,
    price: { amount: 1000, currency: 'EUR' },
    category: 'kitchen',
    images: [],
    attributes: {},
    vendorId: vera.userId,
    available: 4,
    createdAt: '2026-03-02T10:00:01.000Z',
    updatedAt: '2026-03-02T10:00:01.000Z',
    revision: 0,
  });
  expect(headers.get('etag')).toBe('"0"');
  expect(headers.get('cache-control')).toBe('no-store');
});

test.each([
  ['?category=kitchen', ['pan', 'kettle']],
  [`?vendorId=${victor.userId.toUpperCase()}`, ['lamp']],
  ['?vendorId=nobody', []],
  ['?inStock=true', ['pan']],
  ['?inStock=false&category=kitchen', ['kettle']],
  ['?minPrice=1000&maxPrice=2000', ['lamp', 'pan']],
  ['?maxPrice=600', []],
  ['?maxPrice=600&currency=JPY', ['yen']],
  ['?sort=name', ['swiss', 'kettle', 'pan', 'lamp', 'yen']],
  ['?sort=price&minPrice=0', ['pan', 'lamp', 'kettle']],
  ['?q=copper', ['kettle']],
  ['?q=coper%20kettle', ['kettle']],
  ['?q=hearth', ['kettle']],
  ['?q=%20', ['swiss', 'yen', 'lamp', 'pan', 'kettle']],
  ['?unknown=1&sort=rating', ['swiss', 'yen', 'lamp', 'pan', 'kettle']],
])('%s lists %j', async (query, names) => {
  expect(await listed(query)).toEqual(idsOf(names));
});

describe('sorted by price', () => {
  const whole = ['pan', 'lamp', 'kettle', 'swiss', 'yen'];

  test.each([
    ['price', whole],
    ['-price', ['kettle', 'lamp', 'pan', 'swiss', 'yen']],
    ['price&currency=JPY', ['yen', 'swiss', 'pan', 'lamp', 'kettle']],
  ])('products of other currencies come last: %s', async (sort, names) => {
    expect(await listed(`?sort=${sort}`)).toEqual(idsOf(names));
  });

  test.each([1, 2, 3, 4])('pages of %i go over all currencies', async (limit) => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await shop.get(`/products?sort=price&limit=${limit}${after}`);
      expect(body.total).toBe(5);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(idsOf(whole));
  });

  test('a page has its number', async () => {
    expect(await listed('?sort=price&limit=2&page=2')).toEqual(idsOf(['kettle', 'swiss']));
    expect(await listed('?sort=price&limit=2&page=3')).toEqual(idsOf(['yen']));
    expect(await listed('?sort=price&limit=2&page=9')).toEqual([]);
  });
});

test('a page and a cursor lead to the same items', async () => {
  const first = await shop.get('/products?limit=2');
  const second = await shop.get(`/products?limit=2&cursor=${first.body.nextCursor}`);
  expect((await shop.get('/products?limit=2&page=2')).body.items).toEqual(second.body.items);
  expect(second.body.total).toBe(5);
});

test.each([
  ['limit=0', '/limit'],
  ['limit=101', '/limit'],
  ['limit=2.5', '/limit'],
  ['cursor=nonsense', '/cursor'],
  ['sort=price&cursor=nonsense', '/cursor'],
  ['page=0', '/page'],
  ['page=1&cursor=x', '/page'],
  ['sort=cheap', '/sort'],
  ['minPrice=-1', '/minPrice'],
  ['maxPrice=ten', '/maxPrice'],
  ['currency=EURO', '/currency'],
  ['inStock=yes', '/inStock'],
])('%s is refused', async (query, pointer) => {
  const { status, body } = await shop.get(`/products?${query}`);
  expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'validation-failed', pointer]);
});

test('a discontinued product is there for its vendor and for admins only', async () => {
  const path = `/products/${idOf('gone')}`;
  expect((await shop.get(path)).status).toBe(404);
  expect((await shop.get(path, victor)).status).toBe(404);
  expect((await shop.get(path, vera)).status).toBe(200);
  expect((await shop.get(path, boss)).body.name).toBe('Copper Pot');
});

test.each([idOf('nothing'), 'no-uuid'])('there is no product %s', async (id) => {
  expect((await shop.get(`/products/${id}`)).body.code).toBe('not-found');
});
