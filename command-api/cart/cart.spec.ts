import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cartDecider } from '../../domain/cart/cart.ts';
import { commandShop, type CommandShop } from '../../test/command-api/command-shop.ts';
import { addProduct, pureVendor } from '../../test/command-api/goods.ts';

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

const items = async () =>
  (await shop.dependencies.executor.load(cartDecider, ada.id)).state.items.map(({ productId, quantity }) => [
    productId,
    quantity,
  ]);
const add = (productId: string, quantity: unknown, headers = {}) =>
  shop.send('POST', '/cart/items', { token: ada.token, body: { productId, quantity }, headers });
const set = (productId: string, quantity: unknown) =>
  shop.send('PUT', `/cart/items/${productId}`, { token: ada.token, body: { quantity } });

describe('a cart', () => {
  test('takes things in and adds them up', async () => {
    const first = await add(headphones, 2);
    expect([first.status, first.body]).toEqual([
      200,
      { id: ada.id, revision: 0, position: first.headers.get('position') },
    ]);
    expect((await add(headphones.toUpperCase(), 3)).headers.get('etag')).toBe('"1"');
    expect(await items()).toEqual([[headphones, 5]]);
  });

  test('has quantities set, and lines removed by 0', async () => {
    expect((await set(headphones, 7)).status).toBe(200);
    expect(await items()).toEqual([[headphones, 7]]);
    expect((await set(headphones, 0)).status).toBe(200);
    expect(await items()).toEqual([]);
  });

  test('has lines removed once', async () => {
    await add(headphones, 1);
    const remove = () => shop.send('DELETE', `/cart/items/${headphones}`, { token: ada.token });
    expect((await remove()).status).toBe(200);
    expect((await remove()).status).toBe(404);
  });

  test('is emptied as often as one likes, even when it was never touched', async () => {
    const clear = () => shop.send('DELETE', '/cart', { token: ada.token });
    const untouched = await clear();
    expect([untouched.status, untouched.body.revision, untouched.headers.has('position')]).toEqual([200, -1, true]);
    await add(headphones, 1);
    expect((await clear()).body.revision).toBe(1);
    expect((await clear()).body.revision).toBe(1);
  });

  test.each([0, -1, 1000, 1.5, '2', null])('takes no quantity of %p', async (quantity) => {
    const reply = await add(headphones, quantity);
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, '/quantity']);
  });

  test('has at most 999 in a line', async () => {
    await add(headphones, 999);
    const reply = await add(headphones, 1);
    expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
    expect((await set(headphones, 1000)).status).toBe(400);
  });

  test('knows no unknown products', async () => {
    for (const unknown of [randomUUID(), 'no-uuid']) {
      expect([(await add(unknown, 1)).body.code, (await set(unknown, 1)).body.code]).toEqual([
        'not-found',
        'not-found',
      ]);
    }
  });

  test('takes nothing that is no longer sold, but lets it go', async () => {
    const lamp = await addProduct(shop, admin);
    await add(lamp, 1);
    await shop.send('DELETE', `/products/${lamp}`, { token: admin });
    const reply = await add(lamp, 1);
    expect([reply.status, reply.body.code]).toEqual([409, 'product-unavailable']);
    expect((await set(lamp, 0)).status).toBe(200);
  });

  test('has one currency', async () => {
    const dollars = await addProduct(shop, admin, { price: { amount: 1, currency: 'USD' } });
    await add(headphones, 1);
    for (const reply of [await add(dollars, 1), await set(dollars, 1)]) {
      expect([reply.status, reply.body.code]).toEqual([409, 'mixed-currencies']);
    }
  });

  test('heeds If-Match', async () => {
    expect((await add(headphones, 1, { 'if-match': '"-1"' })).status).toBe(200);
    const reply = await add(headphones, 1, { 'if-match': '"-1"' });
    expect([reply.status, reply.body.currentRevision]).toEqual([412, 0]);
  });

  test('is not for pure vendors', async () => {
    const token = await pureVendor(shop, admin);
    const reply = await shop.send('DELETE', '/cart', { token });
    expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
  });
});
