import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cartDecider } from '../../domain/cart/cart.ts';
import { commandShop, type CommandShop } from '../../test/command-api/command-shop.ts';
import { addProduct, byCard } from '../../test/command-api/goods.ts';
import { wholeLog } from '../../test/whole-log.ts';

let shop: CommandShop;
let admin: string;
let headphones: string;
let ada: { id: string; token: string };

beforeAll(async () => {
  shop = await commandShop();
  admin = await shop.admin();
  headphones = await addProduct(shop, admin);
});
beforeEach(async () => {
  ada = await shop.person(`${randomUUID()}@example.com`);
});
afterAll(() => shop.close());

const fill = (quantity = 2, productId = headphones) =>
  shop.send('POST', '/cart/items', { token: ada.token, body: { productId, quantity } });
const checkOut = (changes: object = {}, headers: Record<string, string> = {}) =>
  shop.send('POST', '/cart/checkout', { token: ada.token, body: { ...byCard, ...changes }, headers });
const cart = async () => (await shop.dependencies.executor.load(cartDecider, ada.id)).state;
const orders = async () =>
  (await wholeLog(shop.stored.store)).filter(
    (event) => event.type === 'OrderPlaced' && event.metadata.actor.id === ada.id,
  );

describe('checking out', () => {
  test('makes an order of the cart and empties it', async () => {
    await fill();
    const reply = await checkOut({ expectedTotal: { amount: 15998, currency: 'EUR' } });
    expect([reply.status, reply.body.status, reply.body.total.amount, reply.body.revision]).toEqual([
      201,
      'placed',
      15998,
      0,
    ]);
    expect(reply.headers.get('location')).toBe(`/api/v1/orders/${reply.body.id}`);
    expect(reply.body.position).toBe(await shop.dependencies.head());
    expect(await cart()).toEqual({ items: [], lastOrderId: reply.body.id });
  });

  test('of an empty cart is refused', async () => {
    const untouched = await checkOut();
    expect([untouched.status, untouched.body.code]).toEqual([409, 'cart-empty']);
    await fill();
    await checkOut();
    expect((await checkOut()).body.code).toBe('cart-empty');
  });

  test('at once from two places makes one order', async () => {
    await fill();
    const replies = await Promise.all([checkOut(), checkOut(), checkOut()]);
    const made = replies.filter((reply) => reply.status === 201);
    expect(new Set(made.map((reply) => reply.body.id)).size).toBe(1);
    for (const { status, body } of replies) expect([201, 'cart-empty']).toContain(status === 201 ? status : body.code);
    expect((await checkOut()).body.code).toBe('cart-empty');
    expect(await orders()).toHaveLength(1);
  });

  test('with one key answers alike, also after a crash and a new cart', async () => {
    await fill();
    const headers = { 'idempotency-key': 'checkout' };
    const first = await checkOut({}, headers);
    expect((await checkOut({}, headers)).text).toBe(first.text);
    shop.stored.registry.lose('idempotency:');
    await fill(1);
    expect((await checkOut({}, headers)).text).toBe(first.text);
    expect(await orders()).toHaveLength(1);
    expect((await cart()).items).toHaveLength(1);
    expect((await checkOut({}, { 'idempotency-key': 'another' })).body.id).not.toBe(first.body.id);
    expect(await orders()).toHaveLength(2);
  });

  test('of something that is no longer sold is refused and keeps the cart', async () => {
    const lamp = await addProduct(shop, admin);
    await fill(1, lamp);
    await shop.send('DELETE', `/products/${lamp}`, { token: admin });
    const reply = await checkOut();
    expect([reply.status, reply.body.code]).toEqual([409, 'product-unavailable']);
    expect((await cart()).items).toHaveLength(1);
  });

  test('asks for the prices of now', async () => {
    const lamp = await addProduct(shop, admin, { price: { amount: 100, currency: 'EUR' } });
    await fill(1, lamp);
    await shop.send('PATCH', `/products/${lamp}`, { token: admin, body: { price: { amount: 120, currency: 'EUR' } } });
    const reply = await checkOut({ expectedTotal: { amount: 100, currency: 'EUR' } });
    expect([reply.body.code, reply.body.total]).toEqual(['price-changed', { amount: 120, currency: 'EUR' }]);
    expect((await checkOut({ expectedTotal: { amount: 120, currency: 'EUR' } })).status).toBe(201);
  });

  test('heeds the revision of the cart', async () => {
    await fill();
    const late = await checkOut({}, { 'if-match': '"7"' });
    expect([late.status, late.body.currentRevision]).toEqual([412, 0]);
    expect((await checkOut({}, { 'if-match': '"0"' })).status).toBe(201);
  });

  test('takes no items and checks its body first', async () => {
    for (const wrong of [{ items: [] }, { paymentToken: undefined }, { shippingAddress: undefined }]) {
      expect((await checkOut(wrong)).status).toBe(400);
    }
  });
});
