import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ada, bob, boss, placed, vera, victor } from '../../test/queries/people.ts';
import { idOf, ShopToRead } from '../../test/queries/shop-to-read.ts';
import type { Reader } from '../../test/queries/shop-to-read.ts';

let shop: ShopToRead;
const orderId = idOf('order');
const kettle = idOf('kettle');

beforeEach(async () => {
  shop = new ShopToRead();
  const told = { orderId, subject: ada.userId };
  await shop.happened(`order-${orderId}`, 'OrderPlaced', placed(ada.userId, [[kettle, vera.userId]]), told);
  await shop.happened(`orderProcess-${orderId}`, 'OrderProcessAdvanced', { decision: 'reserve-stock' }, told);
  await shop.happened(`inventory-${kettle}`, 'StockReceived', { warehouse: 'main', quantity: 9, reference: null });
  const reserved = { orderId, quantity: 1, allocations: [{ warehouse: 'main', quantity: 1 }] };
  await shop.happened(`inventory-${kettle}`, 'StockReserved', reserved, told);
  await shop.happened(`payment-${orderId}`, 'PaymentRequested', { orderId, method: 'card', token: 'tok_ok' }, told);
  await shop.happened(`order-${orderId}`, 'OrderPaymentAuthorized', {}, told);
  await shop.catchUp();
  await shop.open();
});
afterEach(() => shop.close());

const history = async (reader: Reader = ada) => shop.get(`/orders/${orderId}/history`, reader);

test('all that belongs to the order is told by position, and nothing else', async () => {
  const { status, body } = await history();
  expect(status).toBe(200);
  expect(body.items.map((item: any) => [item.type, item.stream, item.revision])).toEqual([
    ['OrderPlaced', `order-${orderId}`, 0],
    ['OrderProcessAdvanced', `orderProcess-${orderId}`, 0],
    ['StockReserved', `inventory-${kettle}`, 1],
    ['PaymentRequested', `payment-${orderId}`, 0],
    ['OrderPaymentAuthorized', `order-${orderId}`, 1],
  ]);
  expect(body.integrity).toEqual({ verified: true, firstBroken: null });
});

test('an event tells who, when and why, and what it changed in the order', async () => {
  const [first, , reserved, , authorized] = (await history()).body.items;
  expect(authorized).toEqual({
    id: idOf('event 5'),
    stream: `order-${orderId}`,
    revision: 1,
    position: expect.stringMatching(/^[0-9a-f-]+$/),
    type: 'OrderPaymentAuthorized',
    at: '2026-03-02T10:00:05.000Z',
    actor: { id: 'somebody', role: 'system' },
    correlationId: idOf('correlation'),
    causationId: idOf('cause'),
    data: {},
    changes: [
      { path: '/paymentStatus', from: 'pending', to: 'authorized' },
      { path: '/updatedAt', from: '2026-03-02T10:00:00.000Z', to: '2026-03-02T10:00:05.000Z' },
      { path: '/revision', from: 0, to: 1 },
    ],
  });
  expect(first.changes).toContainEqual({ path: '/status', from: null, to: 'placed' });
  expect(reserved.changes).toEqual([]);
});

test('card tokens are never told', async () => {
  expect(JSON.stringify((await history()).body)).not.toContain('tok_ok');
});

test('what was erased is null, and the chain still holds', async () => {
  await shop.vault.destroy(ada.userId, '2026-03-03T00:00:00.000Z');
  shop.codec.forget(ada.userId);
  const { body } = await history(boss);
  expect(body.items[0].data).toMatchObject({ buyer: null, shippingAddress: null, orderNumber: 'A-1' });
  expect(body.integrity.verified).toBe(true);
});

test.each([
  ['its own', `order-${orderId}`, 0],
  ["the saga's", `orderProcess-${orderId}`, 0],
  ["the stock's", `inventory-${kettle}`, 1],
])('an altered event of %s stream is named', async (_, stream, revision) => {
  shop.store.tamper(stream, revision, (event) => ({ ...event, data: { ...event.data, lines: 'none' } }));
  expect((await history()).body.integrity).toEqual({ verified: false, firstBroken: { stream, revision } });
});

test.each([
  ['an admin', boss, 200],
  ['the vendor of its products', vera, 403],
  ['a vendor who also buys', { ...vera, roles: ['customer', 'vendor'] } satisfies Reader, 403],
  ['another vendor', victor, 403],
  ['another customer', bob, 404],
])('%s gets %3$s', async (_, reader, status) => {
  expect((await history(reader)).status).toBe(status);
});

test('there is no history of what was never placed', async () => {
  expect((await shop.get(`/orders/${idOf('nothing')}/history`, boss)).status).toBe(404);
});
