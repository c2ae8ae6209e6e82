import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { card } from '../client.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';

type Item = { id: string; type: string; stream: string; data: Record<string, unknown> };

let hasty: Shop;
let patient: Shop;
let ada: Client;
let bert: Client;
let kettle: string;
let pan: string;

async function open(shop: Shop, email: string): Promise<[Client, string]> {
  const admin = await shop.admin();
  const product = { sku: 'A', name: 'A', price: { amount: 1000, currency: 'EUR' }, initialStock: 10 };
  const id = (await admin.post('/products', product)).body.id;
  const customer = await shop.client().register(email);
  customer.position = admin.position;
  return [customer, id];
}

beforeAll(async () => {
  [hasty, patient] = await Promise.all([
    startShop({ PAYMENT_TIMEOUT_MS: '500' }),
    startShop({ PAYMENT_TIMEOUT_MS: '60000' }),
  ]);
  [ada, kettle] = await open(hasty, 'ada@example.com');
  [bert, pan] = await open(patient, 'bert@example.com');
});
afterAll(() => Promise.all([hasty.kill(), patient.kill()]));

const wait = { headers: { prefer: 'wait=10' } };
const typesOf = async (client: Client, id: string): Promise<string[]> =>
  (await client.get(`/orders/${id}/history`)).body.items.map((item: Item) => item.type);

test.each([
  ['tok_declined', 'payment_declined', 'declined'],
  ['tok_insufficient_funds', 'payment_declined', 'declined'],
  ['tok_timeout', 'payment_timeout', 'voided'],
  ['tok_late', 'payment_timeout', 'voided'],
])('paid with %s, the order is cancelled: %s', async (token, reason, paymentStatus) => {
  const placed = await ada.post('/orders', card(kettle, 2, token), wait);
  expect(placed.body.status).toBe('cancelled');
  const order = (await ada.get(`/orders/${placed.body.id}`)).body;
  expect(order).toMatchObject({
    status: 'cancelled',
    paymentStatus,
    fulfilmentStatus: 'unfulfilled',
    cancellation: { reason, by: { id: expect.any(String), role: 'system' } },
  });
  expect(order.cancellation).not.toHaveProperty('note');
  const admin = await hasty.admin();
  await admin.until(`/inventory/${kettle}`, ({ body }) => body.reserved === 0 && body.available === 10);
  if (token !== 'tok_late') return;
  const history = await ada.until(`/orders/${placed.body.id}/history`, ({ body }) =>
    body.items.some((item: Item) => item.type === 'PaymentVoided'),
  );
  expect(history.body.integrity).toEqual({ verified: true, firstBroken: null });
  expect((await ada.get(`/orders/${placed.body.id}`)).body).toMatchObject({ status: 'cancelled', paymentStatus });
});

test('the simulated provider’s late answer is in time for a patient shop', async () => {
  const placed = await bert.post('/orders', card(pan, 1, 'tok_late'), wait);
  expect(placed.body.status).toBe('confirmed');
  expect((await bert.get(`/orders/${placed.body.id}`)).body).toMatchObject({ paymentStatus: 'authorized' });
});

test('without an answer in the time asked for, the order is answered as placed', async () => {
  const placed = await bert.post('/orders', card(pan, 1, 'tok_timeout'), { headers: { prefer: 'wait=0' } });
  const soon = await bert.post('/orders', card(pan, 1, 'tok_timeout'), { headers: { prefer: 'wait=1' } });
  for (const { status, body } of [placed, soon]) expect([status, body.status]).toEqual([201, 'placed']);
  expect(soon.headers.get('preference-applied')).toMatch(/^wait/);
  const order = await bert.get(`/orders/${soon.body.id}`);
  expect(order.body).toMatchObject({ status: 'placed', paymentStatus: 'pending', revision: soon.body.revision });
});

test('a payment that is awaited is shown among what waits, and ends with the order', async () => {
  const admin = await patient.admin();
  const placed = await bert.post('/orders', card(pan, 1, 'tok_timeout'));
  admin.position = bert.position;
  const waits = await admin.until('/admin/processes?limit=100', ({ body }) =>
    body.items.some(
      (item: { orderId?: string; waitingFor?: string }) =>
        item.orderId === placed.body.id && String(item.waitingFor).includes('payment'),
    ),
  );
  const wait = waits.body.items.find((item: { orderId?: string }) => item.orderId === placed.body.id);
  expect(wait).toEqual({
    orderId: placed.body.id,
    waitingFor: expect.any(String),
    since: expect.any(String),
    attempts: expect.any(Number),
    lastError: null,
  });
  await bert.post(`/orders/${placed.body.id}/cancel`);
  await admin.until(
    '/admin/processes?limit=100',
    ({ body }) => !body.items.some((item: { orderId?: string }) => item.orderId === placed.body.id),
  );
  expect(await typesOf(bert, placed.body.id)).toContain('OrderCancelled');
});

test('a token is nowhere to be read', async () => {
  for (const shop of [hasty, patient]) {
    const admin = await shop.admin();
    const orders = await admin.get('/orders?limit=100');
    expect(orders.body.items).not.toEqual([]);
    for (const { id } of orders.body.items) {
      const shown = [await admin.get(`/orders/${id}`), await admin.get(`/orders/${id}/history`)];
      expect(JSON.stringify(shown.map(({ body }) => body))).not.toContain('tok_');
    }
    expect(JSON.stringify(shop.log)).not.toContain('tok_');
  }
});
