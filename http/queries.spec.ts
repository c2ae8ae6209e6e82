import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import type { ViewGate } from '../engine/projections/ports/view-gate.ts';
import { smallApp, type SmallApp } from '../test/http/small-app.ts';
import { Public, SignedIn } from './access.ts';
import { Documented } from './documented.ts';
import { List } from './list.ts';
import type { ListParameters } from './list-parameters.ts';
import { PathId } from './path-id.ts';
import { ReadsViews } from './reads-views.ts';
import { positionOf, reaches } from '../engine/log/position.ts';

const doc = { summary: 'Read', description: 'Reads.' };
const id = '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64';

@Controller('orders')
class OrdersController {
  @Get()
  @Public()
  @ReadsViews({ name: 'orders' })
  @Documented(doc)
  list(@List() list: ListParameters): object {
    return { items: [], nextCursor: null, asked: list };
  }

  @Get('log')
  @Public()
  @Documented(doc)
  log(): object {
    return {};
  }

  @Get(':id')
  @SignedIn()
  @ReadsViews({ name: 'orders' })
  @Documented(doc)
  one(@PathId('id') given: string): object {
    return { id: given, revision: 3 };
  }
}

let reached = positionOf(5);
const waits: number[] = [];
const viewGate: ViewGate = {
  waitFor: async (_views, position, timeoutMs) => {
    waits.push(timeoutMs);
    return reaches(reached, position);
  },
  position: async () => reached,
};

let app: SmallApp;
beforeAll(async () => {
  app = await smallApp([OrdersController], { viewGate, head: async () => positionOf(9) });
});
afterAll(() => app.http.close());

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.origin}/api/v1${path}`, {
    headers: { authorization: `Bearer ${app.token('customer')}`, ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

describe('A query', () => {
  test('tells how far its views are, and is never stored', async () => {
    const { status, headers } = await get('/orders');
    expect([status, headers.get('view-position'), headers.get('cache-control')]).toEqual([
      200,
      positionOf(5),
      'no-store',
    ]);
    expect(headers.get('etag')).toBeNull();
  });

  test('of no view tells where the log stands, and knows nothing of what comes after it', async () => {
    expect((await get('/orders/log')).headers.get('view-position')).toBe(positionOf(9));
    expect((await get('/orders/log', { 'read-after': positionOf(9) })).status).toBe(200);
    const behind = await get('/orders/log', { 'read-after': positionOf(10) });
    expect([behind.status, behind.body.code, behind.headers.get('retry-after')]).toEqual([503, 'view-behind', '1']);
  });

  test('waits up to two seconds for the position it is given', async () => {
    reached = positionOf(6);
    expect((await get('/orders', { 'read-after': positionOf(6) })).status).toBe(200);
    const behind = await get('/orders', { 'read-after': positionOf(7) });
    expect([behind.status, behind.body.code, behind.headers.get('retry-after')]).toEqual([503, 'view-behind', '1']);
    expect(waits).toEqual([2_000, 2_000]);
    expect((await get('/orders', { 'read-after': 'seven' })).status).toBe(400);
  });

  test('of one thing has its revision as ETag, which no condition uses', async () => {
    const { status, headers, body } = await get(`/orders/${id.toUpperCase()}`, { 'if-none-match': '"3"' });
    expect([status, headers.get('etag'), body.id]).toEqual([200, '"3"', id]);
  });

  test('of an id that is no UUID is 404', async () => {
    expect((await get('/orders/7')).body.code).toBe('not-found');
  });

  test('answers HEAD as GET, without the body', async () => {
    const response = await fetch(`${app.origin}/api/v1/orders`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe('A list', () => {
  test('has 20 items unless another limit is given', async () => {
    expect((await get('/orders')).body.asked).toEqual({ limit: 20 });
    expect((await get('/orders?limit=100&cursor=abc&unknown=1')).body.asked).toEqual({ limit: 100, cursor: 'abc' });
  });

  test.each(['limit=0', 'limit=101', 'limit=ten', 'limit=', 'limit=1.5', 'limit=1&limit=2', 'limit=%31e1', 'cursor='])(
    'refuses %s',
    async (query) => {
      const { status, body } = await get(`/orders?${query}`);
      expect([status, body.code]).toEqual([400, 'validation-failed']);
    },
  );
});
