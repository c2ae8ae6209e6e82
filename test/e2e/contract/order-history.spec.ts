import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { card } from '../client.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { expectProblem, time, uuid } from './ask.ts';
import { expectDone, pureVendor, unknownId } from './shop-answers.ts';

type Change = { path: string; from: unknown; to: unknown };
type Item = {
  id: string;
  stream: string;
  revision: number;
  position: string;
  type: string;
  at: string;
  actor: { id: string; role: string };
  correlationId: string;
  causationId: string;
  data: Record<string, unknown>;
  changes: Change[];
};

let shop: Shop;
let admin: Client;
let vera: Client;
let ada: Client;
let bob: Client;
let kettle: string;
let orderId: string;
let order: any;
let items: Item[];
const correlation = randomUUID();

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  vera = await pureVendor(shop, admin, 'vera@example.com');
  ada = await shop.client().register('ada@example.com');
  bob = await shop.client().register('bob@example.com');
  const product = { price: { amount: 1000, currency: 'EUR' }, initialStock: 10 };
  kettle = (await vera.post('/products', { sku: 'KETTLE', name: 'Kettle', ...product })).body.id;
  const placed = await ada.post('/orders', card(kettle, 3), {
    headers: { prefer: 'wait=10', 'x-correlation-id': correlation },
  });
  orderId = placed.body.id;
  for (const status of ['shipped', 'delivered', 'completed']) {
    expectDone(await admin.send('PUT', `/orders/${orderId}/status`, { status, trackingNumber: 'TRACK-1' }));
  }
  await admin.until(`/orders/${orderId}`, ({ body }) => body.paymentStatus === 'paid');
  const lines = [{ productId: kettle, quantity: 1 }];
  expectDone(await admin.post(`/orders/${orderId}/returns`, { lines, reason: 'too small' }), 201);
  expectDone(
    await admin.post(`/orders/${orderId}/refunds`, { amount: { amount: 1000, currency: 'EUR' }, reason: 'back' }),
    201,
  );
  ada.position = bob.position = vera.position = admin.position;
  await admin.until(
    `/admin/notifications?orderId=${orderId}`,
    ({ body }) => body.items.length === 4 && body.items.every((mail: { status: string }) => mail.status === 'sent'),
  );
  order = (await admin.get(`/orders/${orderId}`)).body;
  const told = await admin.until(
    `/orders/${orderId}/history`,
    ({ body }) =>
      body.items.filter(({ type }: Item) => type === 'MailSent').length === 4 &&
      body.items.some(({ type }: Item) => type === 'PaymentRefunded') &&
      body.items.some(({ type }: Item) => type === 'StockReturned'),
  );
  items = told.body.items;
});
afterAll(() => shop.kill());

describe('the history', () => {
  test('tells all that was done for the order', () => {
    const types = items.map(({ type }) => type);
    for (const type of [
      'OrderPlaced',
      'StockReserved',
      'PaymentAuthorized',
      'PaymentCaptured',
      'OrderConfirmed',
      'OrderShipped',
      'OrderDelivered',
      'OrderCompleted',
      'OrderReturned',
      'RefundIssued',
      'MailSent',
    ]) {
      expect(types).toContain(type);
    }
    expect(types.filter((type) => type === 'OrderConfirmed')).toHaveLength(1);
  });

  test('has every field in every item, whole and by position', async () => {
    const { body } = await admin.get(`/orders/${orderId}/history?limit=2`);
    expect(Object.keys(body).toSorted()).toEqual(['integrity', 'items']);
    expect(body.items).toEqual(items);
    expect(body.integrity).toEqual({ verified: true, firstBroken: null });
    for (const item of items) {
      expect(item).toEqual({
        id: expect.stringMatching(uuid),
        stream: expect.any(String),
        revision: expect.any(Number),
        position: expect.any(String),
        type: expect.any(String),
        at: expect.stringMatching(time),
        actor: { id: expect.any(String), role: expect.any(String) },
        correlationId: expect.stringMatching(uuid),
        causationId: expect.any(String),
        data: expect.any(Object),
        changes: expect.any(Array),
      });
    }
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.map(({ position }) => position)).toEqual(items.map(({ position }) => position).toSorted());
  });

  test('counts revisions within each stream', () => {
    const own = items.filter(({ stream }) => stream === `order-${orderId}`);
    expect(own.map(({ revision }) => revision)).toEqual(own.map((_, index) => index));
    expect(own.at(-1)?.revision).toBe(order.revision);
    const places = items.map(({ stream, revision }) => `${stream}@${revision}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('names who did it', () => {
    const actorOf = (type: string) => items.find((item) => item.type === type)?.actor;
    expect(actorOf('OrderPlaced')).toEqual({ id: ada.userId, role: 'customer' });
    expect(actorOf('OrderShipped')).toEqual({ id: admin.userId, role: 'admin' });
    expect(actorOf('OrderConfirmed')).toMatchObject({ role: 'system' });
  });

  test('leads from each effect to its cause', () => {
    const ids = new Set(items.map(({ id }) => id));
    const [bySystem, byPersons] = [
      items.filter(({ actor }) => actor.role === 'system'),
      items.filter(({ actor }) => actor.role !== 'system'),
    ];
    expect(bySystem).not.toEqual([]);
    expect(byPersons).not.toEqual([]);
    for (const item of bySystem) {
      expect({ type: item.type, known: ids.has(item.causationId) }).toEqual({ type: item.type, known: true });
      expect(item.causationId).not.toBe(item.id);
    }
    for (const item of byPersons) {
      expect(item.causationId).toMatch(uuid);
    }
    const position = new Map(items.map(({ id, position: at }) => [id, at]));
    for (const item of items) {
      const cause = position.get(item.causationId);
      if (cause !== undefined) expect(cause < item.position).toBe(true);
    }
  });

  test('carries the correlation of the request on to all that followed', () => {
    const until = items.findIndex(({ type }) => type === 'OrderConfirmed');
    expect(until).toBeGreaterThan(0);
    for (const item of items.slice(0, until + 1)) expect(item.correlationId).toBe(correlation);
    const confirmation = items.find(
      ({ type, data }) => type === 'NotificationRequested' && data['template'] === 'order_confirmation',
    );
    expect(confirmation?.correlationId).toBe(correlation);
  });

  test('adds up to the order by its changes', () => {
    let document: any = {};
    for (const { changes } of items) for (const change of changes) document = applied(document, change);
    expect(withoutNulls(document)).toEqual(withoutNulls(order));
    const elsewhere = items.filter(({ stream }) => stream !== `order-${orderId}`);
    expect(elsewhere).not.toEqual([]);
    for (const item of elsewhere) expect(item.changes).toEqual([]);
    const shipped = items.find(({ type }) => type === 'OrderShipped');
    expect(shipped?.changes).toEqual(
      expect.arrayContaining([
        { path: '/status', from: 'confirmed', to: 'shipped' },
        { path: '/fulfilmentStatus', from: 'unfulfilled', to: 'shipped' },
      ]),
    );
  });

  test('has no secrets in it', () => {
    expect(JSON.stringify(items)).not.toContain('tok_');
  });

  test('is for the owner and admins', async () => {
    expect((await ada.get(`/orders/${orderId}/history`)).body.items).toEqual(items);
    expectProblem(await vera.get(`/orders/${orderId}/history`), 403, 'forbidden');
    expectProblem(await bob.get(`/orders/${orderId}/history`), 404, 'not-found');
    expectProblem(await shop.client().get(`/orders/${orderId}/history`), 401, 'unauthenticated');
    expectProblem(await ada.get(`/orders/${unknownId}/history`), 404, 'not-found');
    expectProblem(await ada.get('/orders/first/history'), 404, 'not-found');
  });
});

describe('an order as it was', () => {
  const at = async (moment: string | number, client = ada) =>
    client.get(`/orders/${orderId}?at=${encodeURIComponent(moment)}`);

  test('by revision, inclusive', async () => {
    const statuses: string[] = [];
    for (let revision = 0; revision <= order.revision; revision += 1) {
      const { status, body } = await at(revision);
      expect(status).toBe(200);
      expect(body.revision).toBe(revision);
      statuses.push(body.status);
    }
    expect((await at(0)).body).toMatchObject({
      status: 'placed',
      paymentStatus: 'pending',
      fulfilmentStatus: 'unfulfilled',
      returns: [],
      refunds: [],
      createdAt: order.createdAt,
      updatedAt: order.createdAt,
    });
    expect([...new Set(statuses)]).toEqual(['placed', 'confirmed', 'shipped', 'delivered', 'completed']);
    expect((await at(order.revision)).body).toEqual(order);
  });

  test('by time, inclusive', async () => {
    const own = items.filter(({ stream }) => stream === `order-${orderId}`);
    for (const [index, event] of own.entries()) {
      if (own[index + 1]?.at === event.at) continue;
      expect((await at(event.at)).body.revision).toBe(event.revision);
    }
    const shipped = own.find(({ type }) => type === 'OrderShipped');
    const local = new Date(Date.parse(shipped?.at ?? '') + 7_200_000).toISOString().replace('Z', '+02:00');
    expect((await at(local)).body.revision).toBe((await at(shipped?.at ?? '')).body.revision);
  });

  test('is as now beyond the end, and not there before the beginning', async () => {
    for (const later of [order.revision + 1, 999_999, '2999-01-01T00:00:00Z']) {
      expect((await at(later)).body).toEqual(order);
    }
    const before = new Date(Date.parse(order.createdAt) - 1).toISOString();
    for (const earlier of ['2000-01-01T00:00:00.000Z', before]) expectProblem(await at(earlier), 404, 'not-found');
  });

  test.each(['yesterday', '1.5', '2026-13-01T00:00:00Z', '1e3', 'NaN'])('is not asked for by %s', async (moment) => {
    expectProblem(await at(moment), 400, 'validation-failed');
  });

  test('is shown to those who may see it now', async () => {
    expectProblem(await at(0, bob), 404, 'not-found');
    expect((await at(0, vera)).body).toMatchObject({ status: 'placed', revision: 0 });
    expect((await at(0, vera)).body).not.toHaveProperty('customerId');
    expectProblem(await ada.get(`/orders/${unknownId}?at=0`), 404, 'not-found');
  });
});

/** The document after one change, by JSON Pointer. */
function applied(document: any, { path, from, to }: Change): any {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const copy = structuredClone(document);
  let parent = copy;
  for (const key of keys.slice(0, -1)) parent = parent[key];
  const last = keys.at(-1)!;
  expect({ path, from: parent[last] ?? null }).toEqual({ path, from });
  parent[last] = to;
  return copy;
}

function withoutNulls(document: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
}
