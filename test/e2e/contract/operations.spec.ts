import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { card } from '../client.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { expectProblem, time } from './ask.ts';
import { euros, expectDone, pureVendor, unknownId, statusesOf } from './shop-answers.ts';

let shop: Shop;
let admin: Client;
let vera: Client;
let ada: Client;
let kettle: string;
let pan: string;
let paidOrder: string;
let cancelledOrder: string;
let openOrder: string;

async function place(items: object[]): Promise<string> {
  const body = { ...card(kettle), items };
  const answer = await ada.post('/orders', body, { headers: { prefer: 'wait=10' } });
  admin.position = ada.position;
  return answer.body.id;
}

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  vera = await pureVendor(shop, admin, 'vera@example.com');
  ada = await shop.client().register('ada@example.com');
  const product = (sku: string, amount: number) => ({
    sku,
    name: `The ${sku}`,
    price: euros(amount),
    initialStock: 50,
  });
  kettle = (await admin.post('/products', product('KETTLE', 1000))).body.id;
  pan = (await admin.post('/products', product('PAN', 301))).body.id;
  paidOrder = await place([
    { productId: kettle, quantity: 2 },
    { productId: pan, quantity: 1 },
  ]);
  cancelledOrder = await place([{ productId: pan, quantity: 40 }]);
  openOrder = await place([{ productId: pan, quantity: 1 }]);
  expectDone(await ada.post(`/orders/${cancelledOrder}/cancel`));
  expectDone(await admin.send('PUT', `/orders/${paidOrder}/status`, { status: 'shipped' }));
  await admin.until(`/orders/${paidOrder}`, ({ body }) => body.paymentStatus === 'paid');
  expectDone(await admin.post(`/orders/${paidOrder}/refunds`, { amount: euros(500), reason: 'dent' }), 201);
});
afterAll(() => shop.kill());

describe('financials', () => {
  const sales = (orders: number, gross: number, refunded: number) => ({
    orders,
    gross: euros(gross),
    refunded: euros(refunded),
    net: euros(gross - refunded),
    averageOrder: euros(Math.round(gross / orders)),
  });
  const financials = async (query = '') => {
    const answer = await admin.get(`/admin/financials${query}`);
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
    return answer.body;
  };

  test('count what was confirmed, and a cancelled order not at all', async () => {
    const body = await financials();
    expect(Object.keys(body).toSorted()).toEqual(['series', 'topProducts', 'totals']);
    expect(body.totals).toEqual(sales(2, 2602, 500));
    expect(body.topProducts).toEqual([
      { productId: kettle, name: 'The KETTLE', quantity: 2, gross: euros(2000) },
      { productId: pan, name: 'The PAN', quantity: 2, gross: euros(602) },
    ]);
  });

  test.each(['day', 'week', 'month'])('have a series by %s', async (interval) => {
    const { series, totals } = await financials(`?interval=${interval}`);
    expect(series).not.toEqual([]);
    expect(series.every((each: { period: unknown }) => typeof each.period === 'string')).toBe(true);
    const gross = series.reduce((sum: number, each: { gross: { amount: number } }) => sum + each.gross.amount, 0);
    expect(gross).toBe(totals.gross.amount);
    for (const each of series) {
      expect(Object.keys(each).toSorted()).toEqual(['averageOrder', 'gross', 'net', 'orders', 'period', 'refunded']);
    }
  });

  test('may be of a time', async () => {
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    const range = (from: number, to: number) => financials(`?from=${day(from)}T00:00:00Z&to=${day(to)}T00:00:00Z`);
    expect((await range(-1, 2)).totals.orders).toBe(2);
    expect((await range(-9, -1)).totals).toMatchObject({ orders: 0, gross: euros(0), averageOrder: euros(0) });
    expect((await range(2, 3)).series).toEqual([]);
  });

  test('are of one currency', async () => {
    expect((await financials('?currency=USD')).totals).toMatchObject({
      orders: 0,
      net: { amount: 0, currency: 'USD' },
    });
  });

  test.each(['interval=year', 'from=x', 'to=x', 'currency=euro'])('%s is malformed', async (query) => {
    expectProblem(await admin.get(`/admin/financials?${query}`), 400, 'validation-failed');
  });
});

describe('projections', () => {
  const fields = [
    'eventsPerSecond',
    'headPosition',
    'lagEvents',
    'lagSeconds',
    'name',
    'parked',
    'position',
    'state',
    'version',
  ];
  const settledAs = (name: string) => admin.until(`/admin/projections/${name}`, ({ body }) => body.state === 'live');

  test('are listed with their lag', async () => {
    const { body } = await admin.until('/admin/projections?limit=100', (answer) =>
      answer.body.items.every((each: { lagEvents: number }) => each.lagEvents === 0),
    );
    expect(body.nextCursor).toBeNull();
    const names = body.items.map(({ name }: { name: string }) => name);
    for (const name of ['orders', 'products', 'inventory', 'carts']) expect(names).toContain(name);
    for (const each of body.items) {
      expect(Object.keys(each).toSorted()).toEqual(fields);
      expect(each).toMatchObject({ state: 'live', lagEvents: 0, parked: 0, position: expect.any(String) });
      expect([typeof each.lagSeconds, typeof each.eventsPerSecond]).toEqual(['number', 'number']);
    }
  });

  test('come in pages', async () => {
    const whole = (await admin.get('/admin/projections?limit=100')).body.items.map(
      ({ name }: { name: string }) => name,
    );
    const page = await admin.get('/admin/projections?limit=3');
    expect(page.body.items).toHaveLength(3);
    const rest = await admin.get(`/admin/projections?limit=100&cursor=${encodeURIComponent(page.body.nextCursor)}`);
    const names = [...page.body.items, ...rest.body.items].map(({ name }: { name: string }) => name);
    expect(names).toEqual(whole);
    expectProblem(await admin.get('/admin/projections?limit=0'), 400, 'validation-failed');
    expectProblem(await admin.get('/admin/projections?cursor=x'), 400, 'validation-failed');
  });

  test('each can be rebuilt and rolled back', async () => {
    const { body } = await admin.get('/admin/projections?limit=100');
    for (const { name, version } of body.items) {
      expect((await admin.get(`/admin/projections/${name}`)).body).toMatchObject({ name, rebuild: null });
      expectProblem(await admin.post(`/admin/projections/${name}/rollback`), 409, 'nothing-to-undo');
      expectProblem(await admin.post(`/admin/projections/${name}/cancel`), 409, 'nothing-to-undo');
      const started = await admin.post(`/admin/projections/${name}/rebuild`);
      expect([started.status, typeof started.body.jobId]).toEqual([202, 'string']);
      expect(started.headers.get('position')).toEqual(expect.any(String));
      const ended = await admin.until(
        `/admin/projections/${name}`,
        (answer) => answer.body.state === 'live' && answer.body.version !== version,
      );
      const { rebuild, ...status } = ended.body;
      expect(Object.keys(status).toSorted()).toEqual(fields);
      expect(rebuild).toEqual({
        jobId: started.body.jobId,
        state: expect.any(String),
        processed: rebuild.total,
        total: rebuild.total,
        percent: 100,
      });
    }
    const before = body.items.find(({ name }: { name: string }) => name === 'orders').version;
    expect((await admin.post('/admin/projections/orders/rollback')).status).toBe(200);
    await admin.until('/admin/projections/orders', (answer) => answer.body.version === before);
    expect((await admin.get(`/orders/${openOrder}`)).body.status).toBe('confirmed');
    await settledAs('orders');
  });

  test('are rebuilt one at a time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => admin.post('/admin/projections/products/rebuild')));
    const statuses = statusesOf(answers);
    expect(statuses[0]).toBe(202);
    expect(statuses.slice(1)).toEqual([409, 409]);
    for (const answer of answers.filter(({ status }) => status === 409)) expectProblem(answer, 409, 'rebuild-running');
    await settledAs('products');
  });

  test('that nobody knows are not found', async () => {
    expectProblem(await admin.get('/admin/projections/nobody'), 404, 'not-found');
    for (const verb of ['rebuild', 'cancel', 'rollback']) {
      expectProblem(await admin.post(`/admin/projections/nobody/${verb}`), 404, 'not-found');
    }
  });
});

describe('processes', () => {
  test('are the process managers, with their lag, when nothing waits', async () => {
    const { body } = await admin.until('/admin/processes?limit=100', (answer) =>
      answer.body.items.every((each: { lagEvents?: number }) => each.lagEvents === 0),
    );
    expect(Object.keys(body).toSorted()).toEqual(['items', 'nextCursor']);
    expect(body.items.length).toBeGreaterThan(0);
    for (const each of body.items) {
      expect(each).toEqual({
        name: expect.any(String),
        state: expect.any(String),
        position: expect.any(String),
        headPosition: expect.any(String),
        lagEvents: 0,
        lagSeconds: expect.any(Number),
      });
    }
    expectProblem(await admin.get('/admin/processes?limit=x'), 400, 'validation-failed');
    expectProblem(await admin.get('/admin/processes?cursor=x'), 400, 'validation-failed');
  });
});

test('nothing is parked, and what is not parked cannot be tried again', async () => {
  expect((await admin.get('/admin/parked')).body).toEqual({ items: [], nextCursor: null });
  for (const id of [unknownId, 'first']) {
    expectProblem(await admin.post(`/admin/parked/${id}/retry`), 404, 'not-found');
    expectProblem(await admin.post(`/admin/parked/${id}/discard`), 404, 'not-found');
  }
});

describe('the mail log', () => {
  const mails = (query: string, count: number) =>
    admin.until(
      `/admin/notifications?limit=100&${query}`,
      ({ body }) =>
        body.items.length === count && body.items.every((mail: { status: string }) => mail.status === 'sent'),
    );
  const templates = (body: { items: { template: string }[] }) => body.items.map(({ template }) => template).toSorted();

  test('has a welcome for who registered', async () => {
    const { body } = await mails(`userId=${vera.userId}`, 1);
    expect(body.items).toEqual([
      {
        id: expect.any(String),
        channel: 'email',
        template: 'welcome',
        to: 'vera@example.com',
        userId: vera.userId,
        subject: expect.any(String),
        status: 'sent',
        attempts: 1,
        createdAt: expect.stringMatching(time),
        sentAt: expect.stringMatching(time),
      },
    ]);
  });

  test('has a mail for each thing that happened to an order', async () => {
    const paid = await mails(`orderId=${paidOrder}`, 4);
    expect(templates(paid.body)).toEqual(['order_confirmation', 'order_paid', 'order_refunded', 'order_shipped']);
    for (const mail of paid.body.items) expect(mail).toMatchObject({ to: 'ada@example.com', orderId: paidOrder });
    const cancelled = await mails(`orderId=${cancelledOrder}`, 2);
    expect(templates(cancelled.body)).toEqual(['order_cancelled', 'order_confirmation']);
    expect(templates((await mails(`orderId=${openOrder}`, 1)).body)).toEqual(['order_confirmation']);
    expect((await admin.get(`/admin/notifications?orderId=${unknownId}`)).body.items).toEqual([]);
  });

  test('is newest first, in pages', async () => {
    const { body } = await mails(`userId=${ada.userId}`, 8);
    const created = body.items.map(({ createdAt }: { createdAt: string }) => createdAt);
    expect(created).toEqual(created.toSorted().toReversed());
    expect(body.items.at(-1).template).toBe('welcome');
    const page = await admin.get(`/admin/notifications?userId=${ada.userId}&limit=5`);
    const rest = await admin.get(
      `/admin/notifications?userId=${ada.userId}&limit=5&cursor=${encodeURIComponent(page.body.nextCursor)}`,
    );
    expect([...page.body.items, ...rest.body.items]).toEqual(body.items);
  });
});

test('the whole log is verified', async () => {
  const { status, body } = await admin.get('/admin/audit/verify');
  expect(status).toBe(200);
  expect(body).toEqual({ streams: expect.any(Number), events: expect.any(Number), broken: [] });
  expect(body.streams).toBeGreaterThan(10);
  expect(body.events).toBeGreaterThan(body.streams);
});

test('all of it is for admins', async () => {
  const reads = ['orders', 'financials', 'projections', 'projections/orders', 'processes', 'parked', 'notifications'];
  const paths = [...reads, 'audit/verify'].map((path) => ['GET', `/admin/${path}`] as const);
  const commands = ['projections/orders/rebuild', 'projections/orders/cancel', 'projections/orders/rollback'];
  const posts = [...commands, `parked/${unknownId}/retry`, `parked/${unknownId}/discard`];
  for (const [method, path] of [...paths, ...posts.map((each) => ['POST', `/admin/${each}`] as const)]) {
    expectProblem(await ada.send(method, path), 403, 'forbidden');
    expectProblem(await vera.send(method, path), 403, 'forbidden');
    expectProblem(await shop.client().send(method, path), 401, 'unauthenticated');
  }
});

describe('what is not built yet is not found', () => {
  test.each([
    ['GET', '/promotions'],
    ['POST', '/promotions'],
    ['DELETE', `/promotions/${unknownId}`],
    ['PUT', '/cart/coupon'],
    ['DELETE', '/cart/coupon'],
    ['POST', '/products/import'],
    ['GET', '/admin/webhooks'],
    ['POST', '/admin/webhooks'],
    ['GET', `/admin/webhooks/${unknownId}`],
    ['DELETE', `/admin/webhooks/${unknownId}`],
    ['GET', `/admin/webhooks/${unknownId}/deliveries`],
    ['POST', `/admin/webhooks/deliveries/${unknownId}/redeliver`],
    ['GET', '/events'],
    ['POST', '/events/ticket'],
  ])('%s %s', async (method, path) => {
    expectProblem(
      await admin.send(method, path, method === 'GET' || method === 'DELETE' ? undefined : {}),
      404,
      'not-found',
    );
  });

  test('nor are reviews and recommendations', async () => {
    expectProblem(await admin.get(`/products/${kettle}/reviews`), 404, 'not-found');
    expectProblem(await ada.post(`/products/${kettle}/reviews`, { rating: 5 }), 404, 'not-found');
    expectProblem(await admin.get(`/products/${kettle}/recommendations`), 404, 'not-found');
  });
});
