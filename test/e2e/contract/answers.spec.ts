import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { api, ask, each, expectProblem, forSale, shopWithGoods, someone, time, uuid } from './ask.ts';
import type { Reply } from '../../http/ask.ts';
import { card, type Client } from '../client.ts';
import type { Shop } from '../shop.ts';

let shop: Shop;
let admin: Client;
let ada: Client;
let product: string;

beforeAll(async () => void ({ shop, admin, ada, product } = await shopWithGoods(1000)));
afterAll(() => shop.kill());

const order = (changes: object = {}) => ({ ...card(product), ...changes });

describe('The correlation id', () => {
  const questions: [string, string, number][] = [
    ['GET', '/api/v1/products', 200],
    ['GET', '/api/v1/users/me', 200],
    ['PUT', '/api/v1/users/me/password', 400],
    ['POST', '/api/v1/auth/logout', 400],
    ['POST', '/api/v1/products', 403],
    ['GET', '/api/v1/products/x', 404],
    ['DELETE', '/api/v1/products', 405],
    ['GET', '/nothing', 404],
    ['GET', '/%zz', 404],
    ['GET', '/health/live', 200],
    ['GET', '/health/ready', 200],
    ['GET', '/metrics', 200],
    ['GET', '/docs', 200],
    ['GET', '/docs/openapi.json', 200],
    ['OPTIONS', '/api/v1/products', 204],
    ['HEAD', '/api/v1/products', 200],
  ];

  test("is the caller's on every answer", async () => {
    for (const [method, path, status] of questions) {
      const mine = randomUUID();
      const reply = await ask(shop, method, path, { by: ada, headers: { 'x-correlation-id': mine } });
      expect([method, path, reply.status, reply.headers.get('x-correlation-id')]).toEqual([method, path, status, mine]);
      if (reply.body?.code !== undefined) expect(reply.body.correlationId).toBe(mine);
    }
    const body = { refreshToken: 'unknown' };
    const mine = randomUUID();
    const empty = await api(shop, 'POST', '/auth/logout', { body, headers: { 'x-correlation-id': mine } });
    expect([empty.status, empty.headers.get('x-correlation-id')]).toEqual([204, mine]);
  });

  test('is a new one for each request that brings none, or what is no UUID', async () => {
    const seen = new Set<string>();
    for (const given of [undefined, '', 'abc', '7', `${randomUUID()}x`, '{"a":1}', 'x'.repeat(1000)]) {
      const reply = await ask(shop, 'GET', '/api/v1/products', {
        headers: given === undefined ? {} : { 'x-correlation-id': given },
      });
      expect(reply.status).toBe(200);
      const id = reply.headers.get('x-correlation-id')!;
      expect(id).toMatch(uuid);
      seen.add(id);
    }
    expect(seen.size).toBe(7);
  });

  test('comes back as it was written', async () => {
    const mine = randomUUID().toUpperCase();
    const reply = await ask(shop, 'GET', '/api/v1/products', { headers: { 'x-correlation-id': mine } });
    expect(reply.headers.get('x-correlation-id')).toBe(mine);
  });

  test('is in all that follows of an order: events of every stream, the saga, the mail, and log lines', async () => {
    const mine = randomUUID();
    const placed = await api(shop, 'POST', '/orders', {
      by: ada,
      body: order(),
      headers: { 'x-correlation-id': mine, prefer: 'wait=10' },
    });
    expect([placed.status, placed.headers.get('x-correlation-id')]).toEqual([201, mine]);
    const { body } = await ada.until(`/orders/${placed.body.id}/history`, (answer) =>
      answer.body.items?.some((item: { type: string }) => item.type === 'MailSent'),
    );
    const items = body.items as {
      type: string;
      stream: string;
      correlationId: string;
      causationId: string;
      at: string;
    }[];
    const kinds = new Set(items.map((item) => item.stream.split('-')[0]));
    for (const kind of ['order', 'inventory', 'payment', 'orderProcess', 'notification']) expect(kinds).toContain(kind);
    for (const item of items) {
      expect([item.type, item.correlationId]).toEqual([item.type, mine]);
      expect([item.type, item.causationId]).toEqual([item.type, expect.stringMatching(uuid)]);
      expect(item.at).toMatch(time);
    }
    expect(shop.log.filter((line) => line['correlation_id'] === mine).length).toBeGreaterThan(0);
  });

  test('of another request stays with what that one did', async () => {
    const placing = randomUUID();
    const cancelling = randomUUID();
    const placed = await api(shop, 'POST', '/orders', {
      by: ada,
      body: order(),
      headers: { 'x-correlation-id': placing, prefer: 'wait=10' },
    });
    expect(placed.body.status).toBe('confirmed');
    const cancelled = await api(shop, 'POST', `/orders/${placed.body.id}/cancel`, {
      by: ada,
      body: { reason: 'changed my mind' },
      headers: { 'x-correlation-id': cancelling },
    });
    expect(cancelled.status).toBe(200);
    const { body } = await ada.until(`/orders/${placed.body.id}/history`, (answer) =>
      answer.body.items?.some((item: { type: string }) => item.type === 'StockReleased'),
    );
    const of = (type: string) => body.items.find((item: { type: string }) => item.type === type);
    expect(of('OrderPlaced').correlationId).toBe(placing);
    expect(of('OrderConfirmed').correlationId).toBe(placing);
    expect(of('OrderCancelled').correlationId).toBe(cancelling);
    expect(of('StockReleased').correlationId).toBe(cancelling);
  });
});

test('Log lines are JSON in one shape and tell no secrets', async () => {
  const password = `secret ${randomUUID()}`;
  const email = `${randomUUID()}@example.com`;
  const bob = await shop.client().register(email, 'Robert Tables', password);
  await api(shop, 'POST', '/orders', { by: bob, body: order({ paymentToken: 'tok_secret_one' }) });
  expect(shop.log.map((line) => line['message'])).toContain('request');
  for (const line of shop.log) {
    expect(Object.keys(line).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'context',
      'correlation_id',
      'level',
      'message',
      'service',
      'timestamp',
    ]);
    expect(line['timestamp']).toMatch(time);
    if (line['message'] === 'request') expect(line['correlation_id']).toMatch(new RegExp(uuid, 'i'));
  }
  const all = JSON.stringify(shop.log);
  for (const secret of [password, email, 'Robert Tables', bob.token!, bob.refreshToken!, 'tok_secret_one']) {
    expect([secret, all.includes(secret)]).toEqual([secret, false]);
  }
});

describe('A refusal', () => {
  test('is a problem with its code, whatever went wrong', async () => {
    const nowhere = '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64';
    const bob = await someone(shop);
    const post = (path: string, by: Client | null, body: unknown, headers: Record<string, string> = {}) =>
      api(shop, 'POST', path, { by, body, headers });
    const yen = await forSale(admin, 5, { price: { amount: 5, currency: 'JPY' } });
    const gone = await forSale(admin, 5);
    await api(shop, 'DELETE', `/products/${gone}`, { by: admin });
    const placed = await post('/orders', bob, order(), { prefer: 'wait=10' });
    const ordered = placed.body.id as string;
    const { items: _, ...checkout } = order();
    const step = (status: string) => api(shop, 'PUT', `/orders/${ordered}/status`, { by: admin, body: { status } });
    const person = { email: 'admin@example.com', password: 'correct horse', fullName: 'Eve' };
    const stock = { delta: -99, reason: 'count' };
    const two = { items: [product, yen].map((productId) => ({ productId, quantity: 1 })) };
    const dear = { expectedTotal: { amount: 1, currency: 'EUR' } };
    const sku = (await api(shop, 'GET', `/products/${product}`)).body.sku as string;
    const taken = { sku: sku.toLowerCase(), name: 'Copy', price: { amount: 1, currency: 'EUR' } };
    const read = (path: string, headers: Record<string, string>) => api(shop, 'GET', path, { headers });
    const refusals: [number, string, Reply][] = [
      [400, 'validation-failed', await post('/auth/login', null, {})],
      [400, 'malformed-json', await post('/auth/login', null, '{')],
      [401, 'unauthenticated', await post('/orders', null, order())],
      [401, 'unauthenticated', await read('/users/me', { authorization: 'Basic YTpi' })],
      [401, 'token-invalid', await read('/users/me', { authorization: 'Bearer nonsense' })],
      [401, 'token-invalid', await read('/users/me', { authorization: `Bearer ${bob.refreshToken}` })],
      [401, 'invalid-credentials', await post('/auth/login', null, { email: 'no@example.com', password: 'x' })],
      [403, 'forbidden', await post('/products', bob, {})],
      [404, 'not-found', await post('/cart/items', bob, { productId: nowhere, quantity: 1 })],
      [404, 'not-found', await post('/cart/items', bob, { productId: 'no-uuid', quantity: 1 })],
      [404, 'not-found', await post('/orders', bob, order({ items: [{ productId: nowhere, quantity: 1 }] }))],
      [404, 'not-found', await post(`/orders/${ordered}/cancel`, ada, {})],
      [404, 'not-found', await post(`/products/${nowhere}`, bob, {}).then(() => read(`/products/${gone}`, {}))],
      [405, 'method-not-allowed', await api(shop, 'PATCH', '/products')],
      [409, 'email-taken', await post('/auth/register', null, person)],
      [409, 'sku-taken', await post('/products', admin, taken)],
      [409, 'insufficient-stock', await post(`/inventory/${yen}/adjustments`, admin, stock)],
      [409, 'product-unavailable', await post('/orders', bob, order({ items: [{ productId: gone, quantity: 1 }] }))],
      [409, 'price-changed', await post('/orders', bob, order(dear))],
      [409, 'cart-empty', await post('/cart/checkout', bob, checkout)],
      [409, 'mixed-currencies', await post('/orders', bob, order(two))],
      [409, 'illegal-transition', await step('confirmed')],
      [409, 'illegal-transition', await step('completed')],
      [409, 'illegal-transition', await post(`/orders/${ordered}/returns`, bob, returned(1))],
      [409, 'nothing-to-undo', await post('/admin/projections/products/rollback', admin, {})],
      [409, 'nothing-to-undo', await post('/admin/projections/products/cancel', admin, {})],
      [412, 'revision-mismatch', await post(`/orders/${ordered}/cancel`, bob, {}, { 'if-match': '"999"' })],
      [413, 'payload-too-large', await post('/auth/login', null, `"${'x'.repeat(262_144)}"`)],
      [415, 'unsupported-media-type', await post('/auth/login', null, 'a=b', { 'content-type': 'text/plain' })],
    ];
    for (const step_ of ['shipped', 'delivered']) expect((await step(step_)).status).toBe(200);
    await admin.until(`/orders/${ordered}`, ({ body }) => body.paymentStatus === 'paid');
    refusals.push(
      [409, 'illegal-transition', await post(`/orders/${ordered}/cancel`, bob, {})],
      [409, 'return-too-large', await post(`/orders/${ordered}/returns`, bob, returned(2))],
      [409, 'refund-too-large', await post(`/orders/${ordered}/refunds`, admin, refund(2000))],
    );
    for (const [status, code, reply] of refusals) expectProblem(reply, status, code);
  });

  const returned = (quantity: number) => ({ lines: [{ productId: product, quantity }], reason: 'too big' });
  const refund = (amount: number) => ({ amount: { amount, currency: 'EUR' }, reason: 'kindness' });

  test('of an illegal step names the legal ones', async () => {
    const placed = await api(shop, 'POST', '/orders', { by: ada, body: order(), headers: { prefer: 'wait=10' } });
    const reply = await api(shop, 'PUT', `/orders/${placed.body.id}/status`, {
      by: admin,
      body: { status: 'delivered' },
    });
    expectProblem(reply, 409, 'illegal-transition');
    expect(reply.text).toContain('shipped');
    expect(reply.text).toContain('cancelled');
  });

  test('comes for strange requests too, and never as a fault of ours', async () => {
    await each(
      ['GET /api/v1/products?q=%00', 'GET /api/v1/products?q=%ff', 'GET /api/v1/orders?from=%00'].concat(
        `GET /api/v1/products?q=${'x'.repeat(2000)}`,
        `GET /api/v1/products?category=${encodeURIComponent('\0')}`,
      ),
      async (line) => {
        const reply = await ask(shop, 'GET', line.slice(4), { by: ada });
        return { ...reply, status: reply.status < 500 ? 0 : reply.status, body: null };
      },
      '0',
    );
    const long = await ask(shop, 'GET', `/api/v1/products?q=${'x'.repeat(60_000)}`);
    expect(long.status).toBeGreaterThanOrEqual(400);
    expect(long.status).toBeLessThan(500);
    expect(long.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    for (const q of ['"', "'", '*', 'AND', 'NEAR(', 'a OR', '-', '(', ':', '{}', '\\', '%', '_', '😀', 'a"b*c']) {
      const reply = await ask(shop, 'GET', `/api/v1/products?q=${encodeURIComponent(q)}`);
      expect([q, reply.status]).toEqual([q, 200]);
    }
  });
});
