import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { expectProblem } from './ask.ts';
import { expectDone, idsOf, vendorWhoBuys } from './shop-answers.ts';

let shop: Shop;
let admin: Client;
let vera: Client;
const id: Record<string, string> = {};

const goods: readonly [string, object][] = [
  ['kettle', { name: 'Copper Kettle', category: 'kitchen', attributes: { brand: 'Hearth' }, initialStock: 3 }],
  ['pan', { name: 'iron pan', category: 'kitchen', description: 'Heavy, for the oven', initialStock: 0 }],
  ['lamp', { name: 'Lamp', category: 'light', initialStock: 9 }],
  ['speaker', { name: 'Bluetooth Speaker', category: 'sound', initialStock: 2 }],
  ['bowl', { name: 'Tea Bowl', price: { amount: 500, currency: 'JPY' }, initialStock: 1 }],
];
const prices: Record<string, number> = { kettle: 7999, pan: 2500, lamp: 2500, speaker: 12000 };

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  vera = await vendorWhoBuys(shop, admin, 'vera@example.com');
  for (const [name, details] of goods) {
    const price = { amount: prices[name] ?? 0, currency: 'EUR' };
    const by = name === 'lamp' ? vera : admin;
    id[name] = expectDone(await by.post('/products', { sku: `${name}-1`, price, ...details }), 201).body.id;
  }
});
afterAll(() => shop.kill());

const named = (ids: string[]) => ids.map((each) => Object.keys(id).find((name) => id[name] === each));
const list = async (query: string) => {
  const answer = await admin.get(`/products${query}`);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
  return answer;
};
const names = async (query: string) => named(idsOf(await list(query)));

test('the list has items, nextCursor, total and facets, and is for anyone', async () => {
  const anyone = shop.client();
  anyone.position = admin.position;
  const { status, body, headers } = await anyone.get('/products');
  expect(status).toBe(200);
  expect(Object.keys(body).toSorted()).toEqual(['facets', 'items', 'nextCursor', 'total']);
  expect([body.total, body.nextCursor]).toEqual([5, null]);
  expect(body.facets.category).toEqual(
    expect.arrayContaining([
      { value: 'kitchen', count: 2 },
      { value: 'light', count: 1 },
      { value: 'sound', count: 1 },
    ]),
  );
  expect(headers.get('view-position')).toEqual(expect.any(String));
  expect(headers.get('cache-control')).toBe('no-store');
  const fields = ['sku', 'name', 'description', 'price', 'category', 'images', 'attributes', 'vendorId', 'available'];
  expect(body.items).toHaveLength(5);
  for (const item of body.items) {
    for (const field of ['id', ...fields, 'createdAt', 'updatedAt']) expect(item).toHaveProperty(field);
  }
});

test.each([
  ['', ['bowl', 'speaker', 'lamp', 'pan', 'kettle']],
  ['?sort=newest', ['bowl', 'speaker', 'lamp', 'pan', 'kettle']],
  ['?sort=name', ['speaker', 'kettle', 'pan', 'lamp', 'bowl']],
  ['?category=kitchen', ['pan', 'kettle']],
  ['?category=kitchen&inStock=true', ['kettle']],
  ['?inStock=true', ['bowl', 'speaker', 'lamp', 'kettle']],
  ['?category=nothing', []],
  ['?minPrice=2500&sort=-price', ['speaker', 'kettle']],
  ['?minPrice=7999', ['speaker', 'kettle']],
  ['?maxPrice=7999&category=kitchen', ['pan', 'kettle']],
  ['?maxPrice=7998&category=kitchen', ['pan']],
  ['?minPrice=7999&maxPrice=7999', ['kettle']],
  ['?minPrice=0&currency=JPY', ['bowl']],
  ['?minPrice=9000&maxPrice=8000', []],
  ['?unknown=1&category=light', ['lamp']],
])('%s lists %j', async (query, expected) => {
  const found = await names(query);
  expect(found.filter((name) => expected.includes(name as string))).toEqual(expected);
  if (!query.includes('minPrice=2500')) expect(found).toEqual(expected);
});

test('sorted by price, products of one currency are in order, and none is lost', async () => {
  const amountsOf = async (query: string) =>
    (await list(query)).body.items
      .filter(({ price }: { price: { currency: string } }) => price.currency === 'EUR')
      .map(({ price }: { price: { amount: number } }) => price.amount);
  expect(await amountsOf('?sort=price')).toEqual([2500, 2500, 7999, 12000]);
  expect(await amountsOf('?sort=-price')).toEqual([12000, 7999, 2500, 2500]);
  expect((await list('?sort=price')).body.total).toBe(5);
});

test('a vendor filter gives their products alone', async () => {
  expect(await names(`?vendorId=${vera.userId}`)).toEqual(['lamp']);
});

test('facets and total count what matches, not what is on the page', async () => {
  const { body } = await list('?category=kitchen&limit=1');
  expect(body).toMatchObject({ total: 2, facets: { category: [{ value: 'kitchen', count: 2 }] } });
  expect(body.items).toHaveLength(1);
});

describe('search', () => {
  test.each([
    ['kettle', 'kettle'],
    ['KETTLE', 'kettle'],
    ['Kettlr', 'kettle'],
    ['ketle', 'kettle'],
    ['kettlle', 'kettle'],
    ['ketlte', 'kettle'],
    ['kettle copper', 'kettle'],
    ['blutooth', 'speaker'],
    ['bluetooht speeker', 'speaker'],
    ['hearth', 'kettle'],
    ['heavy', 'pan'],
  ])('"%s" finds the %s', async (q, expected) => {
    expect(await names(`?q=${encodeURIComponent(q)}`)).toEqual([expected]);
  });

  test.each(['kttl', 'lanp', 'kxttxe', 'nothing'])('"%s" finds nothing', async (q) => {
    expect((await list(`?q=${q}`)).body).toMatchObject({ items: [], total: 0, nextCursor: null });
  });

  test.each(['"', "'", '*', 'a AND', '(', 'NEAR(', '-', '%', '\\', 'name:', '😀', '%00'.repeat(1)])(
    'odd text is no error: %s',
    async (q) => {
      expect((await admin.get(`/products?q=${encodeURIComponent(q)}`)).status).toBe(200);
    },
  );

  test('goes with filters, sorting and facets', async () => {
    expect(await names('?q=kettle&category=light')).toEqual([]);
    expect(await names('?q=kettle&sort=price&minPrice=1')).toEqual(['kettle']);
    expect((await list('?q=kettle')).body.facets.category).toEqual([{ value: 'kitchen', count: 1 }]);
  });

  test('follows a changed name', async () => {
    expectDone(await admin.send('PATCH', `/products/${id['bowl']}`, { name: 'Porridge Bowl' }));
    expect(await names('?q=porridge')).toEqual(['bowl']);
    expectDone(await admin.send('PATCH', `/products/${id['bowl']}`, { name: 'Tea Bowl' }));
    expect(await names('?q=porridge')).toEqual([]);
  });
});

describe('pages', () => {
  const whole = ['bowl', 'speaker', 'lamp', 'pan', 'kettle'];

  test('by cursor go over everything once', async () => {
    const seen: (string | undefined)[] = [];
    let cursor: string | null = null;
    do {
      const page = await list(`?limit=2${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...named(idsOf(page)));
      expect(page.body.total).toBe(5);
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(whole);
  });

  test('by number are 1-based', async () => {
    expect(await names('?limit=2&page=1')).toEqual(whole.slice(0, 2));
    expect(await names('?limit=2&page=2')).toEqual(whole.slice(2, 4));
    expect(await names('?limit=2&page=3')).toEqual(whole.slice(4));
    expect((await list('?limit=2&page=4')).body).toMatchObject({ items: [], total: 5, nextCursor: null });
    expect((await list('?limit=5')).body.nextCursor).toBeNull();
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=two',
    'limit=1.5',
    'limit=',
    'page=0',
    'page=-1',
    'page=x',
    'cursor=nonsense',
    'sort=cheapest',
    'minPrice=cheap',
    'minPrice=1.5',
    'maxPrice=-1',
    'currency=ZZZ',
  ])('%s is malformed', async (query) => {
    expectProblem(await admin.get(`/products?${query}`), 400, 'validation-failed');
  });

  test('limit may be 100', async () => {
    expect((await list('?limit=100')).body.items).toHaveLength(5);
  });
});
