import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { card, newProduct } from './client.ts';
import type { Client } from './client.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';
import { anAddress } from '../an-address.ts';

let shop: Shop;
let admin: Client;
let ada: Client;
let kettle: string;
let orderId: string;

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
});
afterAll(() => shop.kill());

test('an admin adds a product with stock, and everybody finds it, also with a typo', async () => {
  const added = await admin.post('/products', newProduct('KET-1', 10, { name: 'Copper Kettle', category: 'kitchen' }));
  expect(added.status).toBe(201);
  kettle = added.body.id;
  expect(added.headers.get('location')).toBe(`/api/v1/products/${kettle}`);
  const read = await admin.get(`/products/${kettle}`);
  expect(read.body).toMatchObject({
    sku: 'KET-1',
    name: 'Copper Kettle',
    available: 10,
    price: { amount: 1999, currency: 'EUR' },
  });
  for (const q of ['kettle', 'ketle', 'COPPER', 'coppre']) {
    const found = await admin.get(`/products?q=${q}`);
    expect(found.body.items.map((item: { id: string }) => item.id)).toEqual([kettle]);
    expect(found.body.facets.category).toEqual([{ value: 'kitchen', count: 1 }]);
  }
});

test('a customer registers, fills a cart and checks out', async () => {
  ada = await shop.client().register('ada@example.com');
  expect((await ada.get('/users/me')).body).toMatchObject({
    email: 'ada@example.com',
    roles: ['customer'],
    addresses: [],
  });
  expect((await ada.post('/cart/items', { productId: kettle, quantity: 3 })).status).toBe(200);
  const cart = await ada.get('/cart');
  expect(cart.body).toMatchObject({
    items: [{ productId: kettle, quantity: 3, available: 10 }],
    total: { amount: 5997, currency: 'EUR' },
  });
  const placed = await ada.post('/cart/checkout', {
    paymentMethod: 'card',
    paymentToken: 'tok_ok',
    shippingAddress: anAddress,
  });
  expect(placed.status).toBe(201);
  expect(placed.body).toMatchObject({ status: 'placed', total: { amount: 5997, currency: 'EUR' } });
  orderId = placed.body.id;
  expect((await ada.get('/cart')).body).toMatchObject({ items: [], total: null });
});

test('the saga reserves the stock, takes the payment and confirms', async () => {
  const order = await ada.until(`/orders/${orderId}`, ({ body }) => body.status === 'confirmed');
  expect(order.body).toMatchObject({
    paymentStatus: 'authorized',
    fulfilmentStatus: 'unfulfilled',
    customerId: ada.userId,
  });
  const stock = await admin.until(`/inventory/${kettle}`, ({ body }) => body.reserved === 3);
  expect(stock.body).toMatchObject({ onHand: 10, reserved: 3, available: 7 });
});

test('the admin ships, delivers and completes; the money is taken at shipping', async () => {
  expect(
    (await admin.send('PUT', `/orders/${orderId}/status`, { status: 'shipped', trackingNumber: 'TRK-1' })).status,
  ).toBe(200);
  await ada.until(`/orders/${orderId}`, ({ body }) => body.paymentStatus === 'paid');
  expect((await ada.post(`/orders/${orderId}/cancel`)).body.code).toBe('illegal-transition');
  expect((await admin.send('PUT', `/orders/${orderId}/status`, { status: 'delivered' })).status).toBe(200);
  expect((await admin.send('PUT', `/orders/${orderId}/status`, { status: 'completed' })).status).toBe(200);
  const order = await ada.get(`/orders/${orderId}`);
  expect(order.body).toMatchObject({ status: 'completed', fulfilmentStatus: 'delivered', trackingNumber: 'TRK-1' });
  const stock = await admin.until(`/inventory/${kettle}`, ({ body }) => body.onHand === 7);
  expect(stock.body).toMatchObject({ reserved: 0, available: 7 });
});

test('goods come back and money goes back, in parts', async () => {
  const returned = await ada.post(`/orders/${orderId}/returns`, {
    lines: [{ productId: kettle, quantity: 1 }],
    reason: 'dented',
  });
  expect(returned.status).toBe(201);
  const refunded = await admin.post(`/orders/${orderId}/refunds`, {
    amount: { amount: 1999, currency: 'EUR' },
    reason: 'dented',
  });
  expect(refunded.status).toBe(201);
  const order = await admin.get(`/orders/${orderId}`);
  expect(order.body).toMatchObject({
    paymentStatus: 'partially_refunded',
    refunded: { amount: 1999 },
    returns: [{ reason: 'dented' }],
  });
  await admin.until(`/inventory/${kettle}`, ({ body }) => body.onHand === 8);
  expect(
    (await admin.post(`/orders/${orderId}/refunds`, { amount: { amount: 4000, currency: 'EUR' }, reason: 'x' })).body
      .code,
  ).toBe('refund-too-large');
});

test('a cancelled order gives its stock back, voids its payment and says so by mail', async () => {
  const placed = await ada.post('/orders', card(kettle, 2), { headers: { prefer: 'wait=10' } });
  expect(placed.body.status).toBe('confirmed');
  expect((await ada.post(`/orders/${placed.body.id}/cancel`, { reason: 'changed my mind' })).status).toBe(200);
  const order = await ada.get(`/orders/${placed.body.id}`);
  expect(order.body).toMatchObject({
    status: 'cancelled',
    paymentStatus: 'voided',
    cancellation: {
      reason: 'requested_by_customer',
      note: 'changed my mind',
      by: { id: ada.userId, role: 'customer' },
    },
  });
  await admin.until(`/inventory/${kettle}`, ({ body }) => body.reserved === 0);
  await admin.until(`/admin/notifications?orderId=${placed.body.id}`, ({ body }) =>
    body.items.some(
      (mail: { template: string; status: string }) => mail.template === 'order_cancelled' && mail.status === 'sent',
    ),
  );
});

test.each([
  ['tok_declined', 'payment_declined', 'declined'],
  ['tok_insufficient_funds', 'payment_declined', 'declined'],
])('an order paid with %s is cancelled: %s', async (token, reason, paymentStatus) => {
  const placed = await ada.post('/orders', card(kettle, 1, token), { headers: { prefer: 'wait=10' } });
  expect(placed.body.status).toBe('cancelled');
  expect((await ada.get(`/orders/${placed.body.id}`)).body).toMatchObject({
    status: 'cancelled',
    paymentStatus,
    cancellation: { reason },
  });
});

test('an order for more than there is is cancelled as out of stock', async () => {
  const placed = await ada.post('/orders', card(kettle, 900), { headers: { prefer: 'wait=10' } });
  expect(placed.status).toBe(201);
  expect((await ada.get(`/orders/${placed.body.id}`)).body).toMatchObject({
    status: 'cancelled',
    cancellation: { reason: 'out_of_stock' },
  });
});

test("the order's history tells the whole story and its chain is whole", async () => {
  await admin.until(
    `/admin/notifications?orderId=${orderId}`,
    ({ body }) => body.items.filter((mail: any) => mail.status === 'sent').length === 4,
  );
  const history = await admin.get(`/orders/${orderId}/history`);
  const types = history.body.items.map((item: { type: string }) => item.type);
  for (const type of [
    'OrderPlaced',
    'StockReserved',
    'PaymentAuthorized',
    'OrderConfirmed',
    'OrderShipped',
    'PaymentCaptured',
    'OrderDelivered',
    'OrderCompleted',
    'OrderReturned',
    'RefundIssued',
    'MailSent',
  ]) {
    expect(types).toContain(type);
  }
  expect(history.body.integrity).toEqual({ verified: true, firstBroken: null });
  expect(JSON.stringify(history.body)).not.toContain('tok_ok');
});

test('each mail was sent once and lies in the outbox', async () => {
  const mails = await admin.get(`/admin/notifications?orderId=${orderId}&limit=100`);
  const templates = mails.body.items.map((mail: { template: string }) => mail.template);
  expect(new Set(templates)).toEqual(new Set(['order_confirmation', 'order_shipped', 'order_paid', 'order_refunded']));
  expect(templates).toHaveLength(4);
  const all = await admin.until('/admin/notifications?limit=100', ({ body }) =>
    body.items.every((mail: { status: string }) => mail.status === 'sent'),
  );
  const files = readdirSync(join(shop.dataDir, 'outbox')).filter((name) => name.endsWith('.eml'));
  expect(files).toHaveLength(all.body.items.length);
});

test('a projection is rebuilt while it serves, and shows the same', async () => {
  const before = await admin.get('/orders?limit=100');
  const version = (await admin.get('/admin/projections/orders')).body.version;
  expect((await admin.post('/admin/projections/orders/rebuild')).status).toBe(202);
  await admin.until('/admin/projections/orders', ({ body }) => body.state === 'live' && body.version !== version);
  expect((await admin.get('/orders?limit=100')).body).toEqual(before.body);
});

test('after kill -9 nothing acknowledged is missing', async () => {
  const acknowledged = await ada.post('/orders', card(kettle, 1), { headers: { 'idempotency-key': 'kill-me' } });
  await shop.kill();
  shop = await startShop({}, shop.dataDir);
  const again = await shop.client().login('ada@example.com', 'correct horse');
  await again.until(`/orders/${acknowledged.body.id}`, ({ body }) => body.status === 'confirmed');
  const replay = await again.post('/orders', card(kettle, 1), { headers: { 'idempotency-key': 'kill-me' } });
  expect(replay.headers.get('idempotent-replayed')).toBe('true');
  expect(replay.body).toEqual(acknowledged.body);
});

test('Ctrl-C ends it in order', async () => {
  expect({ code: await shop.stop(), last: shop.log.at(-1) }).toMatchObject({ code: 0, last: { message: 'ended' } });
  shop = await startShop({}, shop.dataDir);
});
