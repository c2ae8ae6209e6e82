import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { api, each, expectProblem, forSale, someone } from './ask.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { anAddress } from '../../an-address.ts';

let shop: Shop;
let admin: Client;
let product: string;
let orderId: string;
let position: string;
let single: string[];
let lists: string[];
let others: string[];

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  for (let index = 0; index < 5; index += 1) {
    product = await forSale(admin, 10, { category: `c${index % 2}`, price: { amount: 100 + index, currency: 'EUR' } });
    await someone(shop);
    await admin.post(`/inventory/${product}/receipts`, { quantity: 1 });
    const placed = await admin.send(
      'POST',
      '/orders',
      {
        items: [{ productId: product, quantity: 1 }],
        paymentMethod: 'cash_on_delivery',
        shippingAddress: anAddress,
      },
      { headers: { prefer: 'wait=10' } },
    );
    expect(placed.body.status).toBe('confirmed');
    orderId = placed.body.id;
  }
  for (let quantity = 1; quantity < 22; quantity += 1) await admin.post(`/inventory/${product}/receipts`, { quantity });
  await admin.post('/cart/items', { productId: product, quantity: 1 });
  await admin.until('/admin/notifications', ({ body }) => body.items.length >= 5);
  position = admin.position!;
  single = ['/users/me', `/users/${admin.userId}`, `/products/${product}`, `/inventory/${product}`, '/cart'];
  single.push(`/orders/${orderId}`);
  lists = ['/users', '/products', '/inventory', `/inventory/${product}/history`, '/orders', '/admin/orders'];
  lists.push('/admin/projections', '/admin/processes', '/admin/parked', '/admin/notifications');
  others = [`/orders/${orderId}/history`, '/admin/financials', '/admin/projections/orders', '/admin/audit/verify'];
});
afterAll(() => shop.kill());

const get = (path: string, headers: Record<string, string> = {}, by: Client = admin) =>
  api(shop, 'GET', path, { by, headers });

describe('Every query', () => {
  test('tells the position of its view and forbids to keep the answer', async () => {
    for (const path of [...single, ...lists, ...others]) {
      const { status, headers } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
      const seen = headers.get('view-position')!;
      expect([path, typeof seen]).toEqual([path, 'string']);
      expect([path, (await get(path, { 'read-after': seen })).status]).toEqual([path, 200]);
    }
    const nowhere = await get('/products/3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64');
    expectProblem(nowhere, 404, 'not-found');
    expect(nowhere.headers.get('view-position')).toMatch(/./);
    expect(nowhere.headers.get('cache-control')).toBe('no-store');
  });

  test('reflects the position it is asked for', async () => {
    for (let price = 1; price <= 20; price += 1) {
      const body = { price: { amount: price, currency: 'EUR' } };
      const changed = await api(shop, 'PATCH', `/products/${product}`, { by: admin, body });
      const after = { 'read-after': changed.body.position };
      const [one, list] = await Promise.all([get(`/products/${product}`, after), get('/products?limit=100', after)]);
      expect(one.body.price.amount).toBe(price);
      expect(one.body.revision).toBe(changed.body.revision);
      expect(list.body.items.find((item: { id: string }) => item.id === product).price.amount).toBe(price);
    }
  });

  test('takes every position that an answer tells', async () => {
    const [history, movements, projections] = await Promise.all(
      [`/orders/${orderId}/history`, `/inventory/${product}/history`, '/admin/projections'].map((path) => get(path)),
    );
    const told: string[] = [history!, movements!].flatMap(({ body }) =>
      body.items.map((item: { position: string }) => item.position),
    );
    told.push(
      ...projections!.body.items.flatMap((item: { position: string; headPosition: string }) => [
        item.position,
        item.headPosition,
      ]),
    );
    expect(told.length).toBeGreaterThan(10);
    for (const one of new Set(told)) {
      expect([one, (await get('/products?limit=1', { 'read-after': one })).status]).toEqual([one, 200]);
    }
  });

  test('refuses what is no position', async () => {
    const malformed = ['abc', '-1', `${position}0`, `${position} ${position}`, `"${position}"`, 'null', '0', ' '];
    for (const path of [...single, ...lists, ...others]) {
      for (const header of malformed.slice(0, 4)) {
        const reply = await get(path, { 'read-after': header });
        expect(`${path} ${header}: ${reply.status}`).toBe(`${path} ${header}: 400`);
        expectProblem(reply, 400, 'validation-failed');
      }
    }
    await each(malformed, (header) => get('/products', { 'read-after': header }), '400 validation-failed');
  });

  test('says that it is behind when a position does not come within two seconds', async () => {
    // Of the same form as a real one, far beyond the end.
    const ahead = `7${position.slice(1)}`;
    const paths = [...single, ...lists, ...others];
    const replies = await Promise.all(paths.map((path) => get(path, { 'read-after': ahead })));
    expect(replies.map((reply, index) => `${paths[index]}: ${reply.status}`)).toEqual(
      paths.map((path) => `${path}: 503`),
    );
    for (const reply of replies) {
      expectProblem(reply, 503, 'view-behind');
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(reply.headers.get('view-position')).toMatch(/./);
    }
  });

  test('ignores If-None-Match and parameters it does not know', async () => {
    for (const path of [...single, ...lists]) {
      const { headers } = await get(path);
      const reply = await get(`${path}?colour=blue&__proto__=x&a[b]=c`, {
        'if-none-match': headers.get('etag') ?? '*',
      });
      expect([path, reply.status]).toEqual([path, 200]);
    }
  });

  test('looks at the caller first', async () => {
    for (const path of single.concat(lists).filter((path) => !path.startsWith('/products'))) {
      const reply = await api(shop, 'GET', `${path}?limit=x`, { headers: { 'read-after': 'abc' } });
      expectProblem(reply, 401, 'unauthenticated');
    }
    const bob = await someone(shop);
    for (const path of ['/users', '/inventory', '/admin/orders', '/admin/projections', '/admin/audit/verify']) {
      expectProblem(await get(`${path}?limit=x`, { 'read-after': 'abc' }, bob), 403, 'forbidden');
    }
  });
});

test('A single thing carries its revision, also as ETag', async () => {
  for (const path of single) {
    const { body, headers } = await get(path);
    expect([path, Number.isInteger(body.revision)]).toEqual([path, true]);
    expect([path, headers.get('etag')]).toEqual([path, `"${body.revision}"`]);
  }
  expect((await get(`/inventory/${product}`)).body.productId).toBe(product);
});

/** Lists with two things at most. */
const small = ['/admin/parked'];

describe('Every list', () => {
  test('has items and a cursor, 20 items unless told otherwise', async () => {
    for (const path of lists) {
      const { body } = await get(path);
      const whole = await get(`${path}?limit=100`);
      expect(whole.status).toBe(200);
      expect([path, body.items.length]).toEqual([path, Math.min(20, whole.body.items.length)]);
      expect([path, typeof body.nextCursor]).toEqual([path, whole.body.items.length > 20 ? 'string' : 'object']);
    }
    expect((await get(`/inventory/${product}/history`)).body.items).toHaveLength(20);
  });

  test('is whole, in order and without repetition when read page by page', async () => {
    for (const path of lists) {
      const whole = (await get(`${path}?limit=100`)).body;
      expect([path, whole.nextCursor]).toEqual([path, null]);
      expect([path, whole.items.length > 2]).toEqual([path, !small.includes(path)]);
      const seen: Record<string, unknown>[] = [];
      let cursor: string | null = null;
      do {
        const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const { status, body } = await get(`${path}?limit=2${next}`);
        expect([path, status]).toEqual([path, 200]);
        expect([path, body.items.length]).toEqual([path, Math.min(2, whole.items.length - seen.length)]);
        seen.push(...body.items);
        cursor = body.nextCursor;
      } while (cursor !== null && seen.length < 200);
      expect([path, seen.map(identity)]).toEqual([path, whole.items.map(identity)]);
    }
  });

  test.each(['limit=0', 'limit=101', 'limit=-1', 'limit=ten', 'limit=1.5', 'limit=', 'limit=1e1', 'limit=1&limit=2'])(
    'refuses %s',
    (parameter) => each(lists, (path) => get(`${path}?${parameter}`), '400 validation-failed'),
  );

  test.each([
    'cursor=nonsense',
    'cursor=',
    'cursor=e30',
    'cursor=bnVsbA',
    'cursor=W10',
    'cursor=a&cursor=b',
    'cursor=%00',
  ])('refuses %s', (parameter) => each(lists, (path) => get(`${path}?${parameter}`), '400 validation-failed'));

  test('refuses the cursor of another list', async () => {
    const { body } = await get('/users?limit=1');
    await each(
      ['/products', '/orders', '/inventory', '/admin/notifications', '/admin/orders'],
      (path) => get(`${path}?cursor=${encodeURIComponent(body.nextCursor)}`),
      '400 validation-failed',
    );
  });

  test('refuses numbers, times and words that are none', () =>
    each(
      [
        ...[
          '/products?page=0',
          '/products?page=x',
          '/products?minPrice=-1',
          '/products?minPrice=1.5',
          '/products?maxPrice=x',
        ],
        ...['/products?sort=colour', '/products?inStock=maybe', '/products?currency=ZZZ', '/orders?from=yesterday'],
        ...[
          '/orders?to=2026-02-30T00:00:00Z',
          '/orders?status=lost',
          '/admin/orders?from=2026-13-01',
          '/inventory?lowStock=1',
        ],
        ...['/admin/financials?interval=hour', '/admin/financials?from=x', `/orders/${orderId}?at=whenever`],
        ...[`/orders/${orderId}?at=-1`, `/orders/${orderId}?at=1.5`, '/admin/financials?currency=euros'],
      ],
      (path) => get(path),
      '400 validation-failed',
    ));
});

/** What tells an item from others; views that move (lag, times) aside. */
const identity = (item: Record<string, unknown>) =>
  item['id'] ?? item['productId'] ?? item['name'] ?? item['orderId'] ?? item['revision'];
