import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { orderDecider } from '../../domain/order/order.ts';
import { commandShop, type CommandShop } from '../../test/command-api/command-shop.ts';
import { addProduct, confirm, order, pureVendor, tell } from '../../test/command-api/goods.ts';

let shop: CommandShop;
let admin: string;
let headphones: string;
let ada: { id: string; token: string };
let eve: { id: string; token: string };

beforeAll(async () => {
  shop = await commandShop();
  admin = await shop.admin();
  headphones = await addProduct(shop, admin);
  ada = await shop.person('ada@example.com');
  eve = await shop.person('eve@example.com');
});
afterAll(() => shop.close());

const stored = async (id: string) => (await shop.dependencies.executor.load(orderDecider, id)).state!;
const placed = async (quantity = 2) => (await order(shop, ada.token, headphones, quantity)).body.id as string;
const status = (id: string, body: object, token = admin) => shop.send('PUT', `/orders/${id}/status`, { token, body });
const cancel = (id: string, token: string, body: object = {}) =>
  shop.send('POST', `/orders/${id}/cancel`, { token, body });
const outcome = (reply: { status: number; body: { code?: string } }) => [reply.status, reply.body.code];

async function confirmed(): Promise<string> {
  const id = await placed();
  await confirm(shop, id, ada.id);
  return id;
}

async function delivered(): Promise<string> {
  const id = await confirmed();
  await status(id, { status: 'shipped', trackingNumber: 'DHL-1' });
  await tell(shop, id, ada.id, { type: 'RecordPaymentCaptured', amount: { amount: 15998, currency: 'EUR' } });
  await status(id, { status: 'delivered' });
  return id;
}

describe('cancelling an order', () => {
  test('by its customer, with a note', async () => {
    const id = await placed();
    const reply = await cancel(id, ada.token, { reason: ' ordered twice ' });
    expect([reply.status, reply.body]).toEqual([200, { id, revision: 1, position: reply.headers.get('position') }]);
    expect((await stored(id)).cancellation).toEqual({
      reason: 'requested_by_customer',
      note: 'ordered twice',
      by: { id: ada.id, role: 'customer' },
    });
  });

  test('by an admin, who may also be the customer', async () => {
    const id = await placed();
    expect((await cancel(id, admin)).status).toBe(200);
    expect((await stored(id)).cancellation).toMatchObject({ reason: 'requested_by_admin', note: null });
    const own = (await order(shop, admin, headphones)).body.id;
    await cancel(own, admin);
    expect((await stored(own)).cancellation?.reason).toBe('requested_by_admin');
  });

  test('is for nobody else', async () => {
    const id = await placed();
    expect(outcome(await cancel(id, eve.token))).toEqual([404, 'not-found']);
    expect(outcome(await cancel(randomUUID(), ada.token))).toEqual([404, 'not-found']);
    expect(outcome(await cancel(id, await pureVendor(shop, admin)))).toEqual([403, 'forbidden']);
  });

  test('twice, or once it has shipped, is refused', async () => {
    const id = await confirmed();
    expect((await cancel(id, ada.token)).status).toBe(200);
    expect(outcome(await cancel(id, ada.token))).toEqual([409, 'illegal-transition']);
    const late = await delivered();
    for (const token of [ada.token, admin]) {
      const reply = await cancel(late, token);
      expect([...outcome(reply), reply.body.legal]).toEqual([409, 'illegal-transition', ['completed']]);
    }
  });
});

describe('moving an order on', () => {
  test('goes step by step', async () => {
    const id = await confirmed();
    expect((await status(id, { status: 'shipped', trackingNumber: 'DHL-1' })).body.revision).toBe(4);
    expect((await status(id, { status: 'delivered' })).status).toBe(200);
    expect((await status(id, { status: 'completed' })).status).toBe(200);
    expect(await stored(id)).toMatchObject({ status: 'completed', trackingNumber: 'DHL-1' });
  });

  test('cancels with the admin’s reason', async () => {
    const id = await confirmed();
    await status(id, { status: 'cancelled', reason: 'by telephone' });
    expect((await stored(id)).cancellation).toMatchObject({ reason: 'requested_by_admin', note: 'by telephone' });
  });

  test('names the legal steps when one is not', async () => {
    const id = await placed();
    for (const step of ['shipped', 'delivered', 'completed', 'confirmed']) {
      const reply = await status(id, { status: step });
      expect([...outcome(reply), reply.body.legal]).toEqual([409, 'illegal-transition', ['cancelled']]);
    }
    await confirm(shop, id, ada.id);
    const again = await status(id, { status: 'confirmed' });
    expect([...outcome(again), again.body.legal]).toEqual([409, 'illegal-transition', ['shipped', 'cancelled']]);
  });

  test('is for admins, of orders that are there', async () => {
    const id = await confirmed();
    expect(outcome(await status(id, { status: 'shipped' }, ada.token))).toEqual([403, 'forbidden']);
    expect(outcome(await status(randomUUID(), { status: 'shipped' }))).toEqual([404, 'not-found']);
    expect(outcome(await status(id, { status: 'placed' }))).toEqual([400, 'validation-failed']);
  });

  test('heeds If-Match, also for what only the shop may do', async () => {
    const id = await confirmed();
    for (const step of ['shipped', 'confirmed']) {
      const headers = { 'if-match': '"0"' };
      const reply = await shop.send('PUT', `/orders/${id}/status`, { token: admin, body: { status: step }, headers });
      expect([...outcome(reply), reply.body.currentRevision]).toEqual([412, 'revision-mismatch', 3]);
    }
  });
});

describe('returns', () => {
  const sendBack = (id: string, quantity: number, token = ada.token, productId = headphones) =>
    shop.send('POST', `/orders/${id}/returns`, {
      token,
      body: { lines: [{ productId, quantity }], reason: 'too small' },
    });

  test('have an id of their own and the order’s revision', async () => {
    const id = await delivered();
    const reply = await sendBack(id, 1);
    expect([reply.status, reply.body.revision, reply.headers.get('location')]).toEqual([201, 7, null]);
    expect((await stored(id)).returns).toEqual([
      { id: reply.body.id, lines: [{ productId: headphones, quantity: 1 }], reason: 'too small' },
    ]);
    expect(outcome(await sendBack(id, 2))).toEqual([409, 'return-too-large']);
    expect((await sendBack(id, 1, admin)).status).toBe(201);
    expect((await stored(id)).fulfilmentStatus).toBe('returned');
  });

  test('come after the delivery, and from the buyer', async () => {
    expect(outcome(await sendBack(await confirmed(), 1))).toEqual([409, 'illegal-transition']);
    const id = await delivered();
    expect(outcome(await sendBack(id, 1, eve.token))).toEqual([404, 'not-found']);
    expect(outcome(await sendBack(id, 1, ada.token, randomUUID()))).toEqual([409, 'return-too-large']);
    expect(outcome(await sendBack(id, 1, ada.token, 'no-uuid'))).toEqual([404, 'not-found']);
    expect(outcome(await sendBack(id, 0))).toEqual([400, 'validation-failed']);
  });
});

describe('refunds', () => {
  const refund = (id: string, body: object, token = admin, headers = {}) =>
    shop.send('POST', `/orders/${id}/refunds`, { token, body: { reason: 'broken', ...body }, headers });
  const euro = (amount: number) => ({ amount: { amount, currency: 'EUR' } });

  test('give back a part, then what is left', async () => {
    const id = await delivered();
    const reply = await refund(id, euro(5000));
    expect([reply.status, reply.body.revision]).toEqual([201, 7]);
    const tooMuch = await refund(id, euro(10999));
    expect([...outcome(tooMuch), tooMuch.body.left]).toEqual([
      409,
      'refund-too-large',
      { amount: 10998, currency: 'EUR' },
    ]);
    expect((await refund(id, {})).status).toBe(201);
    expect(await stored(id)).toMatchObject({ paymentStatus: 'refunded', refunded: { amount: 15998 } });
    expect(outcome(await refund(id, {}))).toEqual([409, 'refund-too-large']);
  });

  test('with one key are given once', async () => {
    const id = await delivered();
    const headers = { 'idempotency-key': randomUUID() };
    const replies = await Promise.all(Array.from({ length: 5 }, () => refund(id, euro(100), admin, headers)));
    expect(new Set(replies.map((reply) => reply.text)).size).toBe(1);
    expect((await stored(id)).refunded.amount).toBe(100);
  });

  test('are checked', async () => {
    const id = await delivered();
    expect(outcome(await refund(id, euro(0)))).toEqual([400, 'validation-failed']);
    expect(outcome(await refund(id, { amount: { amount: 1, currency: 'USD' } }))).toEqual([400, 'validation-failed']);
    expect(outcome(await refund(id, { reason: '' }))).toEqual([400, 'validation-failed']);
    expect(outcome(await refund(id, {}, ada.token))).toEqual([403, 'forbidden']);
    expect(outcome(await refund(await placed(), {}))).toEqual([409, 'refund-too-large']);
  });
});

test('parts of the shop that are not built are not there', async () => {
  for (const [method, path] of [
    ['POST', '/promotions'],
    ['PUT', '/cart/coupon'],
    ['POST', `/products/${headphones}/reviews`],
    ['POST', '/products/import'],
    ['POST', '/admin/webhooks'],
    ['POST', '/events/ticket'],
  ] as const) {
    const reply = await shop.send(method, path, { token: admin, body: {} });
    expect([path, ...outcome(reply)]).toEqual([path, 404, 'not-found']);
  }
});
