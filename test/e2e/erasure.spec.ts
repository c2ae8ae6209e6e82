import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { card, newProduct } from './client.ts';
import type { Reply } from '../http/ask.ts';
import type { Client } from './client.ts';
import { filesNaming } from './files-naming.ts';
import { eventually } from '../contracts/subject.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';
import { verify } from './books.ts';
import { anAddress } from '../an-address.ts';

const email = 'wilhelmina.vexworthy@example.com';
const fullName = 'Wilhelmina Vexworthy';
const street = '77 Quixotic Parade';
const personal = [email, fullName, 'Vexworthy', street, 'Wilhelmina says', '+44 7700 900123'];
const password = 'correct horse';
const home = { ...anAddress, name: fullName, line1: street };

let shop: Shop;
let admin: Client;
let mina: Client;
let kettle: string;
let returned: string;
let cancelled: string;
let refreshToken: string;

const ordered = (changes: object = {}) => ({ ...card(kettle), shippingAddress: home, ...changes });

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  kettle = (await admin.post('/products', newProduct('KET-1', 50))).body.id;
  mina = await shop.client().register(email, fullName, password);
  refreshToken = mina.refreshToken!;
  await mina.send('PATCH', '/users/me', { phone: '+44 7700 900123' });
  await mina.post('/users/me/addresses', home);
  await mina.post('/cart/items', { productId: kettle, quantity: 2 });
});
afterAll(() => shop.kill());

async function completed(): Promise<string> {
  const { body } = await mina.post('/orders', ordered(), { headers: { prefer: 'wait=10', 'idempotency-key': 'o1' } });
  const path = `/orders/${body.id}/status`;
  await admin.send('PUT', path, { status: 'shipped', trackingNumber: 'TRK-1' });
  await mina.until(`/orders/${body.id}`, ({ body: order }) => order.paymentStatus === 'paid');
  await admin.send('PUT', path, { status: 'delivered' });
  return body.id;
}

test('somebody lives a full life in the shop', async () => {
  returned = await completed();
  const reason = 'Wilhelmina says: dented';
  await mina.post(`/orders/${returned}/returns`, { lines: [{ productId: kettle, quantity: 1 }], reason });
  await admin.post(`/orders/${returned}/refunds`, { reason });
  cancelled = (await mina.post('/orders', ordered(), { headers: { prefer: 'wait=10' } })).body.id;
  await mina.post(`/orders/${cancelled}/cancel`, { reason: 'Wilhelmina says: no' });
  await admin.until(`/admin/notifications?userId=${mina.userId}&limit=100`, ({ body }) => {
    const sent = body.items.filter((mail: { status: string }) => mail.status === 'sent');
    const templates = sent.map((mail: { template: string }) => mail.template);
    return ['welcome', 'order_paid', 'order_refunded', 'order_cancelled'].every((each) => templates.includes(each));
  });
  expect(filesNaming(shop.dataDir, personal)).not.toEqual([]);
});

test('an erasure waits for open orders, and keeps no refusal under a key', async () => {
  const headers = { 'idempotency-key': 'k' };
  const open = (await mina.post('/orders', ordered(), { headers: { prefer: 'wait=10' } })).body.id;
  const refused = await mina.send('DELETE', '/users/me', undefined, { headers });
  expect([refused.status, refused.body.code]).toEqual([409, 'orders-open']);
  const again = await mina.send('DELETE', '/users/me', undefined, { headers });
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([409, null]);
  expect((await mina.post(`/orders/${open}/cancel`)).status).toBe(200);
});

test('then the person is gone: no token, no password, no session opens anything', async () => {
  const erased = await mina.send('DELETE', '/users/me');
  expect([erased.status, erased.headers.get('position')]).toEqual([204, expect.any(String)]);
  admin.position = erased.headers.get('position');
  expect((await mina.get('/users/me')).body.code).toBe('token-invalid');
  const login = (who: string) => shop.client().post('/auth/login', { email: who, password });
  const [gone, unknown] = [await login(email), await login('nobody@example.com')];
  expect([gone.status, { ...gone.body, correlationId: '' }]).toEqual([401, { ...unknown.body, correlationId: '' }]);
  expect((await shop.client().post('/auth/refresh', { refreshToken })).body.code).toBe('token-invalid');
});

test('no file of the running shop has a byte of what was personal', () => {
  expect(filesNaming(shop.dataDir, personal)).toEqual([]);
});

test('admins read nulls, and the history is whole', async () => {
  const nobody = { email: null, fullName: null, phone: null, addresses: [] };
  expect((await admin.get(`/users/${mina.userId}`)).body).toMatchObject(nobody);
  expect((await admin.get(`/orders/${returned}`)).body).toMatchObject({
    customerId: mina.userId,
    shippingAddress: null,
    returns: [{ reason: null }],
    refunds: [{ reason: null }],
  });
  expect((await admin.get(`/users/${mina.userId}?at=1`)).body).toMatchObject(nobody);
  expect((await admin.get(`/orders/${returned}?at=0`)).body).toMatchObject({ shippingAddress: null });
  expect((await admin.get(`/orders/${cancelled}`)).body.cancellation).not.toHaveProperty('note');
  const history = await admin.get(`/orders/${returned}/history`);
  expect(history.body.integrity).toEqual({ verified: true, firstBroken: null });
  const data = new Map(history.body.items.map((item: { type: string; data: object }) => [item.type, item.data]));
  expect(data.get('OrderPlaced')).toMatchObject({ buyer: null, shippingAddress: null });
  expect(data.get('NotificationRequested')).toMatchObject({ to: null, subject: null });
  const mails = await admin.get(`/admin/notifications?userId=${mina.userId}&limit=100`);
  expect(mails.body.items).not.toEqual([]);
  expect(mails.body.items.every((mail: { to: null; subject: null }) => mail.to === null && mail.subject === null)).toBe(
    true,
  );
});

test('what an admin still does with the orders is told without names', async () => {
  expect((await admin.send('PUT', `/orders/${returned}/status`, { status: 'completed' })).status).toBe(200);
  expect((await admin.get(`/orders/${returned}`)).body).toMatchObject({ status: 'completed', shippingAddress: null });
});

test('every view that is built anew is the same, and nothing comes back with the one before it', async () => {
  const { body } = await admin.get('/admin/projections?limit=100');
  expect(body.items).not.toEqual([]);
  for (const { name, version } of body.items) {
    expect((await admin.post(`/admin/projections/${name}/rebuild`)).status).toBe(202);
    const rebuilt = await admin.until(
      `/admin/projections/${name}`,
      (answer) => answer.body.rebuild.state !== 'booting' && answer.body.state === 'live',
    );
    expect(rebuilt.body).toMatchObject({ rebuild: { state: 'live' } });
    expect(rebuilt.body.version).not.toBe(version);
  }
  expect(filesNaming(shop.dataDir, personal)).toEqual([]);
  expect((await admin.post('/admin/projections/orders/rollback')).status).toBe(200);
  expect((await admin.get(`/orders/${returned}`)).body.shippingAddress).toBeNull();
});

test('the e-mail is free: who registers it is somebody new', async () => {
  const again = await shop.client().register(email, 'Somebody Else', password);
  expect(again.userId).not.toBe(mina.userId);
  expect((await again.get('/orders')).body.items).toEqual([]);
  expect((await again.get('/cart')).body.items).toEqual([]);
  expect((await again.send('DELETE', '/users/me')).status).toBe(204);
});

test('an order of the same instant is refused, holds the erasure up or is cancelled, and leaves no trace', async () => {
  const outcomes = new Set<number>();
  const ordersPlaced = new Set<number>();
  for (let round = 0; round < 8; round += 1) {
    const hasty = await shop.client().register(`vexworthy.${round}@example.com`, fullName, password);
    const order = ordered({ paymentMethod: 'cash_on_delivery', paymentToken: undefined });
    // The erasure looks for open orders when the first ones are on their way.
    const [erased, ...placed] = await Promise.all([
      pause(round / 2).then(() => hasty.send('DELETE', '/users/me')),
      ...[0, 1, 2, 3, 4, 5].map((delayMs) => pause(delayMs).then(() => hasty.post('/orders', order))),
    ]);
    outcomes.add(erased.status);
    for (const { status } of placed) {
      expect([201, 401, 404]).toContain(status);
      ordersPlaced.add(status);
    }
    const positions = [erased, ...placed].map(({ headers }) => headers.get('position') ?? '');
    if (erased.status === 204) {
      admin.position = positions.toSorted().at(-1)!;
      const settled = ({ body }: Reply) =>
        body.items.every((each: { status: string }) => each.status === 'cancelled') &&
        body.items.every((each: { shippingAddress: null }) => each.shippingAddress === null);
      await admin.until(`/orders?customerId=${hasty.userId}`, settled);
    } else {
      expect(erased.body.code).toBe('orders-open');
      for (const { body } of placed) if (body.id !== undefined) await hasty.post(`/orders/${body.id}/cancel`);
      expect((await hasty.send('DELETE', '/users/me')).status).toBe(204);
    }
  }
  expect(outcomes).toContain(204);
  expect(ordersPlaced).toContain(201);
  await eventually(() => filesNaming(shop.dataDir, personal).length === 0);
});

test('after the end the books add up and nothing is found either', async () => {
  expect(await shop.stop()).toBe(0);
  expect(filesNaming(shop.dataDir, personal)).toEqual([]);
  expect(await verify(shop.dataDir)).toMatchObject({ code: 0 });
  expect(JSON.stringify(shop.log)).not.toMatch(/Vexworthy|vexworthy|Quixotic/);
  shop = await startShop({}, shop.dataDir);
});
