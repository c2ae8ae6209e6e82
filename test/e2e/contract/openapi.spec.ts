import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ask, expectProblem, someone } from './ask.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';

type Described = { readonly method: string; readonly path: string; readonly operation: any };

let shop: Shop;
let document: any;
let operations: readonly Described[];
let admin: Client;
let ada: Client;

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  ada = await someone(shop);
  document = (await ask(shop, 'GET', '/docs/openapi.json')).body;
  operations = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => /^(get|post|put|patch|delete)$/.test(method))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation: operation as unknown })),
  );
});
afterAll(() => shop.kill());

const named = ({ method, path }: Described) => `${method} ${path}`;
const resolved = (part: any): any =>
  part?.$ref === undefined
    ? part
    : resolved(
        part.$ref
          .slice(2)
          .split('/')
          .reduce((node: any, name: string) => node[unescaped(name)], document),
      );
const unescaped = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~');
const hasExample = (media: any) => {
  const schema = resolved(media?.schema);
  return [media?.example, media?.examples, schema?.example, schema?.examples].some((one) => one !== undefined);
};
/** What is sent goes to things that are not there. */
const concrete = (path: string) => path.replaceAll(/\{\w*id\w*\}/gi, randomUUID()).replaceAll(/\{\w+\}/g, 'x');
const fromBase = (path: string) => (path.startsWith('/api/v1') ? path : `/api/v1${path}`);

test('tells every operation that is built, and none that is not', () => {
  const expected = [
    ...['POST /auth/register', 'POST /auth/login', 'POST /auth/refresh', 'POST /auth/logout', 'POST /auth/verify'],
    ...['GET /users/me', 'PATCH /users/me', 'PUT /users/me/password', 'POST /users/me/addresses', 'GET /users'],
    ...['PUT /users/me/addresses/{}', 'DELETE /users/me/addresses/{}', 'GET /users/{}', 'POST /users/{}/roles'],
    ...['DELETE /users/{}/roles/{}', 'POST /products', 'PUT /products/{}', 'PATCH /products/{}', 'DELETE /products/{}'],
    ...['GET /products', 'GET /products/{}', 'GET /inventory', 'GET /inventory/{}', 'GET /inventory/{}/history'],
    ...['POST /inventory/{}/receipts', 'POST /inventory/{}/adjustments', 'POST /inventory/batch', 'GET /cart'],
    ...['POST /cart/items', 'PUT /cart/items/{}', 'DELETE /cart/items/{}', 'DELETE /cart', 'POST /cart/checkout'],
    ...['POST /orders', 'GET /orders', 'GET /orders/{}', 'GET /orders/{}/history', 'POST /orders/{}/cancel'],
    ...['PUT /orders/{}/status', 'POST /orders/{}/returns', 'POST /orders/{}/refunds', 'GET /admin/orders'],
    ...['GET /admin/financials', 'GET /admin/projections', 'GET /admin/projections/{}', 'GET /admin/processes'],
    ...['POST /admin/projections/{}/rebuild', 'POST /admin/projections/{}/cancel', 'GET /admin/notifications'],
    ...['POST /admin/projections/{}/rollback', 'GET /admin/parked', 'POST /admin/parked/{}/retry'],
    ...['POST /admin/parked/{}/discard', 'GET /admin/audit/verify'],
  ];
  const told = operations.map((one) =>
    named(one)
      .replace('/api/v1', '')
      .replaceAll(/\{\w+\}/g, '{}'),
  );
  expect(told).toEqual(expect.arrayContaining(expected));
  expect(new Set(told).size).toBe(told.length);
});

describe('Every operation', () => {
  test('is described, with examples of its body and its answers, and all it refers to is there', () => {
    const lacking: string[] = [];
    for (const one of operations) {
      const { description, requestBody, responses, parameters = [] } = one.operation;
      if (typeof description !== 'string' || description.length < 10) lacking.push(`${named(one)}: description`);
      const body = resolved(requestBody)?.content?.['application/json'];
      if (requestBody !== undefined && !hasExample(body)) lacking.push(`${named(one)}: example of the body`);
      const successes = Object.keys(responses).filter((status) => status.startsWith('2'));
      if (successes.length === 0) lacking.push(`${named(one)}: success`);
      for (const [status, reference] of Object.entries(responses)) {
        const response = resolved(reference);
        if (typeof response?.description !== 'string') lacking.push(`${named(one)} ${status}: description`);
        for (const media of Object.values(response?.content ?? {})) {
          if (!hasExample(media)) lacking.push(`${named(one)} ${status}: example`);
        }
        if (status === '200' && response.content === undefined) lacking.push(`${named(one)} ${status}: content`);
      }
      const names = parameters.map((parameter: any) => resolved(parameter)).filter((each: any) => each.in === 'path');
      const inPath = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      if (names.length !== inPath.length) lacking.push(`${named(one)}: path parameters`);
    }
    expect(lacking).toEqual([]);
  });

  test('that needs a caller says so and refuses nobody in particular', async () => {
    const isPublic = ({ operation }: Described) =>
      (operation.security ?? document.security ?? []).length === 0 ||
      operation.security?.some((each: object) => Object.keys(each).length === 0);
    const guarded = operations.filter((one) => !isPublic(one));
    expect(guarded.length).toBeGreaterThan(30);
    for (const one of guarded) {
      const reply = await ask(shop, one.method, fromBase(concrete(one.path)));
      expect(`${named(one)}: ${reply.status}`).toBe(`${named(one)}: 401`);
      expectProblem(reply, 401, 'unauthenticated');
    }
    expect(operations.filter(isPublic)).not.toEqual([]);
    for (const one of operations.filter(isPublic)) {
      const reply = await ask(shop, one.method, fromBase(concrete(one.path)), one.method === 'GET' ? {} : { body: {} });
      expect([named(one), [200, 400, 404].includes(reply.status)]).toEqual([named(one), true]);
    }
  });

  test('answers strange requests with what it says it may answer, and never with a fault', async () => {
    const bodies = [
      undefined,
      '{',
      '[]',
      'null',
      '{"__proto__":{}}',
      `{"a":${'['.repeat(5000)}`,
      '{"items":{},"price":[]}',
    ];
    const odd: string[] = [];
    for (const one of operations) {
      for (const by of [admin, ada, null]) {
        for (const body of one.method === 'GET' ? [undefined] : bodies) {
          const path = `${fromBase(concrete(one.path))}?limit=%00&from=x&at=%ff`;
          if (/projections\/\{\w+\}\/rebuild/.test(one.path) && body === undefined) continue;
          const reply = await ask(shop, one.method, path, { by, body, headers: { 'read-after': 'x' } });
          const isTold = Object.hasOwn(one.operation.responses, String(reply.status));
          if (reply.status >= 500 || !isTold) odd.push(`${named(one)}: ${reply.status} ${reply.text.slice(0, 100)}`);
        }
      }
    }
    expect([...new Set(odd)]).toEqual([]);
  });
});

test('refers to nothing that is not there, and stands on its own', async () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!);
  expect(references).not.toEqual([]);
  for (const to of new Set(references)) expect([to, resolved({ $ref: to }) !== undefined]).toEqual([to, true]);
  const page = await ask(shop, 'GET', '/docs');
  const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, to]) => to!);
  expect(loaded).not.toEqual([]);
  for (const to of loaded.filter((each) => !each.startsWith('#') && !each.startsWith('data:'))) {
    expect([to, /^https?:/.test(to) && /\.(js|css)/.test(to)]).toEqual([to, false]);
  }
});
