import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { card } from '../client.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { expectProblem } from './ask.ts';
import { euros, expectDone, idsOf, pureVendor, vendorWhoBuys } from './shop-answers.ts';

let shop: Shop;
let admin: Client;
let vera: Client;
let victor: Client;
let ada: Client;
let bob: Client;
let kettle: string;
let pan: string;
/** As they were placed: four by Ada, one by Bob, one by Victor. */
const orders: { id: string; createdAt: string }[] = [];

async function place(client: Client, items: object[]): Promise<void> {
  const { body } = await client.post('/orders', { ...card(kettle), items }, { headers: { prefer: 'wait=10' } });
  orders.push({ id: body.id, createdAt: (await client.get(`/orders/${body.id}`)).body.createdAt });
}

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  vera = await pureVendor(shop, admin, 'vera@example.com');
  victor = await vendorWhoBuys(shop, admin, 'victor@example.com');
  ada = await shop.client().register('ada@example.com');
  bob = await shop.client().register('bob@example.com');
  const product = (sku: string, amount: number) => ({ sku, name: sku, price: euros(amount), initialStock: 100 });
  kettle = (await vera.post('/products', product('KETTLE', 1000))).body.id;
  pan = (await victor.post('/products', product('PAN', 250))).body.id;
  await place(ada, [{ productId: kettle, quantity: 1 }]);
  await place(ada, [
    { productId: kettle, quantity: 2 },
    { productId: pan, quantity: 3 },
  ]);
  await place(ada, [{ productId: pan, quantity: 1 }]);
  await place(ada, [{ productId: kettle, quantity: 1000 - 1 }]);
  await place(bob, [{ productId: kettle, quantity: 1 }]);
  await place(victor, [{ productId: kettle, quantity: 5 }]);
  expectDone(await admin.send('PUT', `/orders/${orders[0]!.id}/status`, { status: 'shipped' }));
  await admin.until(`/orders/${orders[0]!.id}`, ({ body }) => body.paymentStatus === 'paid');
  for (const client of [vera, victor, ada, bob]) client.position = admin.position;
});
afterAll(() => shop.kill());

/** The orders by when they were placed, as numbers. */
async function listed(client: Client, query = ''): Promise<number[]> {
  const answer = await client.get(`/orders${query}`);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
  return idsOf(answer).map((id) => orders.findIndex((order) => order.id === id));
}

test('customers see their own, admins all, vendors those with own products, the newest first', async () => {
  expect(await listed(ada)).toEqual([3, 2, 1, 0]);
  expect(await listed(bob)).toEqual([4]);
  expect(await listed(admin)).toEqual([5, 4, 3, 2, 1, 0]);
  expect(await listed(vera)).toEqual([5, 4, 3, 1, 0]);
  expect(await listed(victor)).toEqual([5, 2, 1]);
  expectProblem(await shop.client().get('/orders'), 401, 'unauthenticated');
});

test('an item of the list is the order as it is read', async () => {
  for (const client of [ada, admin, vera, victor]) {
    const { body, headers } = await client.get('/orders');
    expect(Object.keys(body).toSorted()).toEqual(['items', 'nextCursor']);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.items).not.toEqual([]);
    for (const item of body.items) expect((await client.get(`/orders/${item.id}`)).body).toEqual(item);
  }
});

describe('a vendor', () => {
  test('sees own lines and nothing about buyer or payment', async () => {
    const { id } = orders[1]!;
    const whole = (await admin.get(`/orders/${id}`)).body;
    const line = (productId: string) => whole.lines.find((each: { productId: string }) => each.productId === productId);
    const { orderNumber, createdAt, updatedAt, revision } = whole;
    const common = {
      id,
      orderNumber,
      status: 'confirmed',
      fulfilmentStatus: 'unfulfilled',
      createdAt,
      updatedAt,
      revision,
    };
    expect((await vera.get(`/orders/${id}`)).body).toEqual({ ...common, lines: [line(kettle)], subtotal: euros(2000) });
    expect((await victor.get(`/orders/${id}`)).body).toEqual({ ...common, lines: [line(pan)], subtotal: euros(750) });
    expect(line(kettle)).toMatchObject({ vendorId: vera.userId, quantity: 2, lineTotal: euros(2000) });
  });

  test('finds no order without own products', async () => {
    expectProblem(await vera.get(`/orders/${orders[2]!.id}`), 404, 'not-found');
    expectProblem(await victor.get(`/orders/${orders[0]!.id}`), 404, 'not-found');
  });

  test('who bought sees the whole order', async () => {
    const answer = await victor.get(`/orders/${orders[5]!.id}`);
    expect(answer.body).toMatchObject({ customerId: victor.userId, total: euros(5000), paymentStatus: 'authorized' });
  });
});

test('strangers find nothing', async () => {
  expectProblem(await bob.get(`/orders/${orders[0]!.id}`), 404, 'not-found');
  expectProblem(await shop.client().get(`/orders/${orders[0]!.id}`), 401, 'unauthenticated');
  expectProblem(await bob.get('/orders/first'), 404, 'not-found');
});

describe('filters', () => {
  test('by status', async () => {
    expect(await listed(ada, '?status=confirmed')).toEqual([2, 1]);
    expect(await listed(ada, '?status=shipped')).toEqual([0]);
    expect(await listed(ada, '?status=cancelled')).toEqual([3]);
    expect(await listed(ada, '?status=completed')).toEqual([]);
    expect(await listed(vera, '?status=shipped')).toEqual([0]);
  });

  test('by customer, for admins', async () => {
    expect(await listed(admin, `?customerId=${bob.userId}`)).toEqual([4]);
    expect(await listed(admin, `?customerId=${ada.userId}&status=shipped`)).toEqual([0]);
    expect([[], [4]]).toContainEqual(await listed(bob, `?customerId=${ada.userId}`));
  });

  test('by time: from is in, to is out', async () => {
    const [, one, two] = orders;
    const range = `?from=${one!.createdAt}&to=${two!.createdAt}`;
    expect(await listed(ada, range)).toEqual([1]);
    expect(await listed(ada, `?from=${two!.createdAt}`)).toEqual([3, 2]);
    expect(await listed(ada, `?to=${one!.createdAt}`)).toEqual([0]);
    expect(await listed(ada, '?from=2999-01-01T00:00:00Z')).toEqual([]);
    expect(await listed(ada, '?to=2000-01-01')).toEqual([]);
  });

  test.each(['from=yesterday', 'to=13', 'limit=0', 'limit=101', 'limit=x', 'cursor=x', 'status=lost'])(
    '%s is malformed',
    async (query) => {
      for (const path of ['/orders', '/admin/orders']) {
        expectProblem(await admin.get(`${path}?${query}`), 400, 'validation-failed');
      }
    },
  );
});

test('pages go over everything once', async () => {
  for (const path of ['/orders', '/admin/orders']) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await admin.get(`${path}?limit=2${after}`);
      expect(page.body.items).toHaveLength(Math.min(2, orders.length - seen.length));
      seen.push(...idsOf(page));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(orders.map(({ id }) => id).toReversed());
  }
});

describe('the admin’s list', () => {
  test('sums up all that matches, not just the page', async () => {
    expectDone(await admin.post(`/orders/${orders[0]!.id}/refunds`, { amount: euros(400), reason: 'dent' }), 201);
    const { status, body } = await admin.get('/admin/orders?limit=1');
    expect(status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual(['items', 'nextCursor', 'summary']);
    expect(body.items).toHaveLength(1);
    const gross = 1000 + 2750 + 250 + 1000 + 5000;
    expect(body.summary).toMatchObject({
      count: 6,
      gross: euros(gross),
      refunded: euros(400),
      net: euros(gross - 400),
      byStatus: { confirmed: 4, shipped: 1, cancelled: 1 },
    });
    expect(Object.keys(body.summary).toSorted()).toEqual(['byStatus', 'count', 'gross', 'net', 'refunded']);
  });

  test('sums up what the filters leave', async () => {
    const summary = async (query: string) => (await admin.get(`/admin/orders?${query}`)).body.summary;
    expect(await summary(`customerId=${bob.userId}`)).toMatchObject({ count: 1, gross: euros(1000), net: euros(1000) });
    expect(await summary('status=cancelled')).toMatchObject({
      count: 1,
      gross: euros(0),
      refunded: euros(0),
      net: euros(0),
      byStatus: { cancelled: 1 },
    });
    expect(await summary('currency=JPY')).toMatchObject({ count: 6, gross: { amount: 0, currency: 'JPY' } });
    expect(await summary('from=2999-01-01T00:00:00Z')).toMatchObject({ count: 0, gross: euros(0) });
  });

  test('shows orders as they are read, to admins alone', async () => {
    const { body } = await admin.get('/admin/orders');
    expect(body.items).toHaveLength(orders.length);
    for (const item of body.items) expect((await admin.get(`/orders/${item.id}`)).body).toEqual(item);
    for (const client of [ada, vera, victor]) expectProblem(await client.get('/admin/orders'), 403, 'forbidden');
    expectProblem(await shop.client().get('/admin/orders'), 401, 'unauthenticated');
  });
});
