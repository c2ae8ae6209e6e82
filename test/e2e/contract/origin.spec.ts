import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { api, ask, each, expectProblem, uuid } from './ask.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';

let shop: Shop;
let admin: Client;

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
});
afterAll(() => shop.kill());

test.each(['/health/live', '/health/ready'])('%s is well, for anyone', async (path) => {
  const reply = await ask(shop, 'GET', path);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('x-correlation-id')).toMatch(uuid);
});

test('metrics are in the text format of Prometheus, for anyone', async () => {
  const reply = await ask(shop, 'GET', '/metrics');
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toMatch(/^text\/plain/);
  const lines = reply.text.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? -?[0-9.e+-]+)$/);
});

test('the guide and its description are for anyone', async () => {
  const page = await ask(shop, 'GET', '/docs');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
  const description = await ask(shop, 'GET', '/docs/openapi.json');
  expect(description.status).toBe(200);
  expect(description.body.openapi).toMatch(/^3\.1\./);
});

test('nothing else stands at the root', () =>
  each(
    [
      ...['/', '/nothing', '/api', '/api/', '/api/v1', '/api/v1/', '/api/v2/products', '/products', '/auth/login'],
      ...['/health', '/healthz', '/docs-json', '/api-docs', '/swagger', '/openapi.json', '/favicon.ico', '/robots.txt'],
      ...['/.env', '/package.json', '/docs/../package.json', '/docs/%2e%2e/package.json', '/docs/openapi.yaml'],
      ...['/api/v1/nothing', '/api/v1/health/live', '/api/v1/metrics', '/api/v1/docs', '/api/v1/orders/x/y/z'],
      ...['/%', '/%zz', '/%00', '/api/v1/%ff', '//', '/api//v1/products', '/__proto__', '/constructor'],
    ],
    (path) => ask(shop, 'GET', path, { by: admin }),
    '404 not-found',
  ));

test('what is not built yet is not found', async () => {
  const id = '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64';
  const later = [
    ...['GET /dashboard', 'GET /shop', 'GET /api/v1/promotions', 'POST /api/v1/promotions', 'GET /api/v1/events'],
    ...['POST /api/v1/events/ticket', 'GET /api/v1/admin/webhooks', 'POST /api/v1/admin/webhooks'],
    ...[`GET /api/v1/products/${id}/reviews`, `POST /api/v1/products/${id}/reviews`, 'PUT /api/v1/cart/coupon'],
    ...[`GET /api/v1/products/${id}/recommendations`, `DELETE /api/v1/promotions/${id}`],
    ...['POST /api/v1/products/import'],
  ];
  await each(
    later,
    (line) => {
      const [method, path] = line.split(' ') as [string, string];
      return ask(shop, method, path, { by: admin, ...(method === 'GET' ? {} : { body: {} }) });
    },
    '404 not-found',
  );
});

test('a path that takes other methods says which', async () => {
  const id = '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64';
  for (const [line, allowed] of [
    ['DELETE /products', ['GET', 'POST']],
    ['PATCH /orders', ['GET', 'POST']],
    ['GET /auth/login', ['POST']],
    [`POST /products/${id}`, ['GET', 'PUT', 'PATCH', 'DELETE']],
    [`POST /orders/${id}`, ['GET']],
    [`GET /orders/${id}/cancel`, ['POST']],
    [`GET /orders/${id}/status`, ['PUT']],
    ['POST /users/me', ['GET', 'PATCH']],
    ['GET /users/me/password', ['PUT']],
    ['POST /cart', ['GET', 'DELETE']],
    ['PUT /cart/items', ['POST']],
    ['POST /admin/projections', ['GET']],
    ['POST /admin/audit/verify', ['GET']],
  ] as const) {
    const [method, path] = line.split(' ') as [string, string];
    // Without a token too: the path is looked at first.
    const reply = await api(shop, method, path);
    expect(`${line}: ${reply.status}`).toBe(`${line}: 405`);
    expectProblem(reply, 405, 'method-not-allowed');
    expect(reply.headers.get('allow')!.split(/, */)).toEqual(expect.arrayContaining([...allowed]));
  }
  for (const path of ['/health/live', '/health/ready', '/metrics', '/docs', '/docs/openapi.json']) {
    expectProblem(await ask(shop, 'POST', path, { body: {} }), 405, 'method-not-allowed');
  }
});

test('an id that is no UUID is not there', () =>
  each(
    [
      'GET /products/7',
      'GET /products/import',
      'GET /orders/abc',
      'GET /orders/abc/history',
      'GET /inventory/x',
    ].concat([
      ...['GET /users/undefined', 'GET /inventory/x/history', 'POST /orders/x/cancel', 'DELETE /products/x'],
      ...['DELETE /cart/items/x', 'DELETE /users/me/addresses/x', 'DELETE /users/x/roles/vendor'],
      ...['GET /products/3f2b6c1e9d474a588c0b5e1f7a2d9b64', 'GET /products/%7B3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64%7D'],
    ]),
    (line) => {
      const [method, path] = line.split(' ') as [string, string];
      return api(shop, method, path, { by: admin, ...(method === 'POST' ? { body: {} } : {}) });
    },
    '404 not-found',
  ));

test('answers carry the headers that keep browsers safe and nothing of what they run on', async () => {
  for (const path of ['/api/v1/products', '/docs', '/nothing']) {
    const { headers } = await ask(shop, 'GET', path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  }
});
