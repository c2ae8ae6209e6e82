import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Reply } from '../../http/ask.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { expectProblem } from './ask.ts';
import { euros, expectDone, pureVendor, unknownId } from './shop-answers.ts';
import { anAddress } from '../../an-address.ts';

let shop: Shop;
let admin: Client;
let ada: Client;
let kettle: string;
let pan: string;
let bowl: string;
let count = 0;

async function added(sku: string, changes: object = {}): Promise<string> {
  const body = { sku, name: `The ${sku}`, price: euros(1000), initialStock: 50, ...changes };
  return expectDone(await admin.post('/products', body), 201).body.id;
}

const fill = (productId: unknown, quantity: unknown) => ada.post('/cart/items', { productId, quantity });
const set = (productId: string, quantity: unknown) => ada.send('PUT', `/cart/items/${productId}`, { quantity });
const byCard = { paymentMethod: 'card', paymentToken: 'tok_ok', shippingAddress: anAddress };
const checkOut = (changes: object = {}): Promise<Reply> => ada.post('/cart/checkout', { ...byCard, ...changes });
const cart = async () => (await ada.get('/cart')).body;
const quantities = async () =>
  (await cart()).items.map(({ productId, quantity }: { productId: string; quantity: number }) => [productId, quantity]);

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  kettle = await added('KETTLE');
  pan = await added('PAN', { price: euros(250) });
  bowl = await added('BOWL', { price: { amount: 500, currency: 'JPY' } });
});
beforeEach(async () => {
  ada = await shop.client().register(`ada-${(count += 1)}@example.com`);
  ada.position = admin.position;
});
afterAll(() => shop.kill());

describe('a cart', () => {
  test('that was never filled is empty', async () => {
    const answer = await ada.get('/cart');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ items: [], total: null, revision: expect.any(Number) });
  });

  test('shows its lines with the products of this moment', async () => {
    expectDone(await fill(kettle, 2));
    const answer = expectDone(await fill(pan, 1));
    const shown = await ada.get('/cart');
    expect(shown.body).toEqual({
      items: [
        {
          productId: kettle,
          sku: 'KETTLE',
          name: 'The KETTLE',
          quantity: 2,
          unitPrice: euros(1000),
          lineTotal: euros(2000),
          available: 50,
        },
        {
          productId: pan,
          sku: 'PAN',
          name: 'The PAN',
          quantity: 1,
          unitPrice: euros(250),
          lineTotal: euros(250),
          available: 50,
        },
      ],
      total: euros(2250),
      revision: answer.body.revision,
    });
    expect(answer.body.revision).toBe(1);
    expect(shown.headers.get('etag')).toBe('"1"');
  });

  test('shows a price that was changed meanwhile', async () => {
    const product = await added(`LIVE-${count}`);
    await fill(product, 3);
    expectDone(await admin.send('PATCH', `/products/${product}`, { price: euros(1100), name: 'Dearer' }));
    ada.position = admin.position;
    expect(await cart()).toMatchObject({
      items: [{ name: 'Dearer', unitPrice: euros(1100), lineTotal: euros(3300) }],
      total: euros(3300),
    });
  });

  test('adds to what is there', async () => {
    await fill(kettle, 2);
    await fill(kettle, 3);
    expect(await quantities()).toEqual([[kettle, 5]]);
  });

  test('sets a quantity, adds a line that is absent, and removes with 0', async () => {
    expectDone(await set(kettle, 7));
    expectDone(await set(pan, 2));
    expectDone(await set(kettle, 4));
    expect(await quantities()).toEqual([
      [kettle, 4],
      [pan, 2],
    ]);
    expectDone(await set(kettle, 0));
    expect(await quantities()).toEqual([[pan, 2]]);
  });

  test('gives up a line, or all', async () => {
    await fill(kettle, 1);
    await fill(pan, 1);
    expectDone(await ada.send('DELETE', `/cart/items/${kettle}`));
    expect(await quantities()).toEqual([[pan, 1]]);
    expectDone(await ada.send('DELETE', '/cart'));
    expect(await cart()).toMatchObject({ items: [], total: null });
  });

  test('has at most 999 in a line', async () => {
    expectDone(await fill(kettle, 999));
    expectProblem(await fill(kettle, 1), 400, 'validation-failed');
    expectProblem(await fill(pan, 1000), 400, 'validation-failed');
    expectProblem(await set(pan, 1000), 400, 'validation-failed');
    expectDone(await set(pan, 999));
    expect(await quantities()).toEqual([
      [kettle, 999],
      [pan, 999],
    ]);
  });

  test.each([0, -1, 1.5, '1', null, undefined])('takes no quantity of %j', async (quantity) => {
    const answer = await fill(kettle, quantity);
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.errors).toMatchObject([{ pointer: '/quantity' }]);
    if (quantity !== 0) expectProblem(await set(kettle, quantity), 400, 'validation-failed');
    expect(await quantities()).toEqual([]);
  });

  test('takes no unknown product and no unknown field', async () => {
    expectProblem(await fill(unknownId, 1), 404, 'not-found');
    expectProblem(await fill('kettle', 1), 404, 'not-found');
    expectProblem(await fill(5, 1), 400, 'validation-failed');
    expectProblem(await fill(undefined, 1), 400, 'validation-failed');
    expectProblem(await set(unknownId, 1), 404, 'not-found');
    expectProblem(await set('kettle', 1), 404, 'not-found');
    const more = await ada.post('/cart/items', { productId: kettle, quantity: 1, price: 1 });
    expectProblem(more, 400, 'validation-failed');
    expect(more.body.errors).toMatchObject([{ pointer: '/price' }]);
  });

  test('holds one currency', async () => {
    await fill(kettle, 1);
    expectProblem(await fill(bowl, 1), 409, 'mixed-currencies');
    expectProblem(await set(bowl, 1), 409, 'mixed-currencies');
    await set(kettle, 0);
    expectDone(await fill(bowl, 1));
    expect(await cart()).toMatchObject({ total: { amount: 500, currency: 'JPY' } });
  });

  test('is everybody’s own, and no vendor’s', async () => {
    await fill(kettle, 1);
    const bob = await shop.client().register(`bob-${count}@example.com`);
    bob.position = ada.position;
    expect((await bob.get('/cart')).body.items).toEqual([]);
    expect((await admin.get('/cart')).status).toBe(200);
    const vera = await pureVendor(shop, admin, `vera-${count}@example.com`);
    expectProblem(await vera.get('/cart'), 403, 'forbidden');
    expectProblem(await vera.post('/cart/items', { productId: kettle, quantity: 1 }), 403, 'forbidden');
    expectProblem(await shop.client().get('/cart'), 401, 'unauthenticated');
  });

  test('refuses a change of one that has moved on', async () => {
    await fill(kettle, 1);
    const body = { productId: kettle, quantity: 1 };
    expectDone(await ada.post('/cart/items', body, { headers: { 'if-match': '"0"' } }));
    const stale = await ada.post('/cart/items', body, { headers: { 'if-match': '"0"' } });
    expectProblem(stale, 412, 'revision-mismatch');
    expect(stale.body.currentRevision).toBe(1);
  });

  test('adds up what comes at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => fill(kettle, 2)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await quantities()).toEqual([[kettle, 10]]);
  });
});

describe('a checkout', () => {
  test('makes an order of what is in the cart, which empties', async () => {
    await fill(kettle, 2);
    await fill(pan, 3);
    const answer = expectDone(await checkOut(), 201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      orderNumber: expect.any(String),
      status: 'placed',
      total: euros(2750),
      revision: 0,
      position: expect.any(String),
    });
    expect(answer.headers.get('location')).toBe(`/api/v1/orders/${answer.body.id}`);
    expect(answer.headers.get('preference-applied')).toBeNull();
    expect(await cart()).toMatchObject({ items: [], total: null });
    expect((await ada.get(`/orders/${answer.body.id}`)).body.lines).toMatchObject([
      { productId: kettle, quantity: 2 },
      { productId: pan, quantity: 3 },
    ]);
    expectProblem(await checkOut(), 409, 'cart-empty');
  });

  test('of an empty cart is refused', async () => {
    expectProblem(await checkOut(), 409, 'cart-empty');
    await fill(kettle, 1);
    await ada.send('DELETE', '/cart');
    expectProblem(await checkOut(), 409, 'cart-empty');
  });

  test('waits if it is asked to', async () => {
    await fill(kettle, 1);
    const answer = await ada.post('/cart/checkout', byCard, { headers: { prefer: 'wait=10' } });
    expect(answer.body.status).toBe('confirmed');
    expect(answer.headers.get('preference-applied')).toMatch(/^wait/);
  });

  test('asked twice at once makes one order', async () => {
    await fill(kettle, 1);
    const answers = await Promise.all([checkOut(), checkOut(), checkOut()]);
    const made = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id));
    expect(made.size).toBe(1);
    expect((await ada.get('/orders')).body.items).toHaveLength(1);
  });

  test('checks what the customer expects to pay', async () => {
    await fill(kettle, 1);
    expectProblem(await checkOut({ expectedTotal: euros(999) }), 409, 'price-changed');
    expect(await quantities()).toEqual([[kettle, 1]]);
    expectDone(await checkOut({ expectedTotal: euros(1000) }), 201);
  });

  test('of a discontinued product is refused', async () => {
    const product = await added(`GONE-${count}`);
    await fill(product, 1);
    expectDone(await admin.send('DELETE', `/products/${product}`));
    expectProblem(await checkOut(), 409, 'product-unavailable');
    ada.position = admin.position;
    expect(await quantities()).toEqual([[product, 1]]);
  });

  test('of prices in two currencies is refused', async () => {
    const product = await added(`SWISS-${count}`);
    await fill(product, 1);
    await fill(kettle, 1);
    expectDone(await admin.send('PATCH', `/products/${product}`, { price: { amount: 1, currency: 'CHF' } }));
    expectProblem(await checkOut(), 409, 'mixed-currencies');
  });

  test.each([
    ['items of its own', { items: [] }, '/items'],
    ['no payment method', { paymentMethod: undefined }, '/paymentMethod'],
    ['no token', { paymentToken: undefined }, '/paymentToken'],
    ['no address', { shippingAddress: undefined }, '/shippingAddress'],
  ])('with %s is malformed', async (_, changes, pointer) => {
    await fill(kettle, 1);
    const answer = await checkOut(changes);
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });

  test('with a coupon finds none', async () => {
    await fill(kettle, 1);
    expectProblem(await checkOut({ couponCode: 'SPRING' }), 404, 'coupon-not-found');
  });

  test('repeated with its key answers the same, though the cart was filled again', async () => {
    await fill(kettle, 1);
    const key = { headers: { 'idempotency-key': `checkout-${count}` } };
    const first = await ada.post('/cart/checkout', byCard, key);
    await fill(pan, 1);
    const second = await ada.post('/cart/checkout', byCard, key);
    expect({ status: second.status, body: second.body }).toEqual({ status: 201, body: first.body });
    expect(await quantities()).toEqual([[pan, 1]]);
  });
});
