import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { api, expectProblem, forSale, someone } from './ask.ts';
import type { Reply } from '../../http/ask.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { anAddress } from '../../an-address.ts';

let shop: Shop;
let product: string;

beforeAll(async () => {
  shop = await startShop({ LOG_LEVEL: 'info' });
  product = await forSale(await shop.admin(), 1000);
});
afterAll(() => shop.kill());

const order = () => ({
  items: [{ productId: product, quantity: 1 }],
  paymentMethod: 'cash_on_delivery',
  shippingAddress: anAddress,
});
const place = (by: Client, key?: string) =>
  api(shop, 'POST', '/orders', {
    by,
    body: order(),
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });
const limits = ({ headers }: Reply) => ['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`));

test('A customer places sixty orders a minute and no more; replays do not count, others go on', async () => {
  const [ada, bob] = [await someone(shop), await someone(shop)];
  const keys = Array.from({ length: 59 }, () => randomUUID());
  const placed = await Promise.all(keys.map((key) => place(ada, key)));
  expect(placed.map((reply) => reply.status)).toEqual(keys.map(() => 201));
  const replayed = await Promise.all(keys.map((key) => place(ada, key)));
  expect(replayed.map((reply) => [reply.status, reply.headers.get('idempotent-replayed')])).toEqual(
    keys.map(() => [201, 'true']),
  );
  const last = await place(ada);
  expect(last.status).toBe(201);
  expect(limits(last)).toEqual(['60', '0', expect.stringMatching(/^\d+$/)]);
  const key = randomUUID();
  for (const refused of [await place(ada), await place(ada, key)]) {
    expectProblem(refused, 429, 'rate-limited');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(limits(refused)).toEqual(['60', '0', expect.stringMatching(/^\d+$/)]);
  }
  expect((await api(shop, 'POST', '/cart/items', { by: ada, body: { productId: product, quantity: 1 } })).status).toBe(
    200,
  );
  const { items: _, ...checkout } = order();
  expectProblem(await api(shop, 'POST', '/cart/checkout', { by: ada, body: checkout }), 429, 'rate-limited');
  expectProblem(await api(shop, 'POST', '/orders', { by: ada, body: {} }), 400, 'validation-failed');
  expect((await place(ada, keys[0])).status).toBe(201);
  expect((await place(bob)).status).toBe(201);
  expect((await ada.get('/orders?limit=100')).body.items).toHaveLength(60);
});

test('Fifty requests at once with one key count once', async () => {
  const ada = await someone(shop);
  const key = randomUUID();
  const replies = await Promise.all(Array.from({ length: 50 }, () => place(ada, key)));
  for (const { status, body } of replies) {
    if (status !== 201) expect(body.code).toBe('request-in-progress');
  }
  const next = await place(ada);
  expect([next.status, limits(next)[1]]).toEqual([201, '58']);
});
