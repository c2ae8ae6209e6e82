import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Reply } from '../../http/ask.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { expectProblem, time, uuid } from './ask.ts';
import { euros, expectDone, pureVendor, unknownId, vendorWhoBuys } from './shop-answers.ts';
import { anAddress } from '../../an-address.ts';

let shop: Shop;
let admin: Client;
let ada: Client;
let vera: Client;
let kettle: string;
let pan: string;
let bowl: string;

async function added(sku: string, changes: object = {}): Promise<string> {
  const body = { sku, name: `The ${sku}`, price: euros(1000), initialStock: 5000, ...changes };
  return expectDone(await vera.post('/products', body), 201).body.id;
}

const order = (changes: object = {}) => ({
  items: [{ productId: kettle, quantity: 1 }],
  paymentMethod: 'card',
  paymentToken: 'tok_ok',
  shippingAddress: anAddress,
  ...changes,
});
const place = (changes: object = {}, headers: Record<string, string> = {}): Promise<Reply> =>
  ada.post('/orders', order(changes), { headers });
const cash = { paymentMethod: 'cash_on_delivery', paymentToken: undefined };

beforeAll(async () => {
  shop = await startShop({ ORDERS_PER_MINUTE: '1000' });
  admin = await shop.admin();
  vera = await pureVendor(shop, admin, 'vera@example.com');
  ada = await shop.client().register('ada@example.com');
  kettle = await added('KETTLE');
  pan = await added('PAN', { price: euros(333) });
  bowl = await added('BOWL', { price: { amount: 500, currency: 'JPY' } });
  ada.position = vera.position;
});
afterAll(() => shop.kill());

describe('an order', () => {
  test('is placed, with the answer of the table', async () => {
    const answer = expectDone(await place({ items: [{ productId: kettle, quantity: 2 }] }), 201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(uuid),
      orderNumber: expect.any(String),
      status: 'placed',
      total: euros(2000),
      revision: 0,
      position: expect.any(String),
    });
    expect(answer.body.orderNumber).toMatch(/^S-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(answer.headers.get('location')).toBe(`/api/v1/orders/${answer.body.id}`);
    expect(answer.headers.get('preference-applied')).toBeNull();
  });

  test('is shown with every field', async () => {
    const items = [
      { productId: kettle, quantity: 2 },
      { productId: pan, quantity: 3 },
    ];
    const { body } = await place({ items }, { prefer: 'wait=10' });
    expect(body.status).toBe('confirmed');
    const answer = await ada.get(`/orders/${body.id}`);
    const line = { vendorId: vera.userId };
    expect(answer.body).toEqual({
      id: body.id,
      orderNumber: body.orderNumber,
      customerId: ada.userId,
      status: 'confirmed',
      paymentStatus: 'authorized',
      fulfilmentStatus: 'unfulfilled',
      lines: [
        { ...line, ...items[0], sku: 'KETTLE', name: 'The KETTLE', unitPrice: euros(1000), lineTotal: euros(2000) },
        { ...line, ...items[1], sku: 'PAN', name: 'The PAN', unitPrice: euros(333), lineTotal: euros(999) },
      ],
      subtotal: euros(2999),
      discount: euros(0),
      charges: [],
      total: euros(2999),
      refunded: euros(0),
      returns: [],
      refunds: [],
      paymentMethod: 'card',
      shippingAddress: expect.objectContaining(anAddress),
      createdAt: expect.stringMatching(time),
      updatedAt: expect.stringMatching(time),
      revision: body.revision,
    });
    expect(answer.body.shippingAddress).not.toHaveProperty('id');
    expect(answer.body.shippingAddress).not.toHaveProperty('isDefault');
    expect(answer.headers.get('etag')).toBe(`"${body.revision}"`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('keeps the price and name it was bought at', async () => {
    const product = await added('CHANGING');
    const { body } = await place({ items: [{ productId: product, quantity: 1 }] });
    expectDone(await vera.send('PATCH', `/products/${product}`, { name: 'New', price: euros(9999) }));
    expectDone(await vera.send('DELETE', `/products/${product}`));
    ada.position = vera.position;
    const read = await ada.get(`/orders/${body.id}`);
    expect(read.body.lines).toMatchObject([{ name: 'The CHANGING', unitPrice: euros(1000) }]);
  });

  test('waits for its confirmation if asked to', async () => {
    for (const prefer of ['wait=10', 'respond-async, wait=5']) {
      const answer = await place({}, { prefer });
      expect(answer.status).toBe(201);
      expect(answer.body.status).toBe('confirmed');
      expect(answer.headers.get('preference-applied')).toMatch(/^wait=\d+$/);
    }
  });

  test('tells at once that it was cancelled', async () => {
    const answer = await place({ paymentToken: 'tok_declined' }, { prefer: 'wait=10' });
    expect(answer.body.status).toBe('cancelled');
  });

  test('sums the same product', async () => {
    const twice = [
      { productId: kettle, quantity: 400 },
      { productId: pan, quantity: 1 },
      { productId: kettle.toUpperCase(), quantity: 599 },
    ];
    const answer = expectDone(await place({ items: twice, ...cash }), 201);
    expect((await ada.get(`/orders/${answer.body.id}`)).body.lines).toMatchObject([
      { productId: kettle, quantity: 999, lineTotal: euros(999_000) },
      { productId: pan, quantity: 1 },
    ]);
  });

  test('has at most 999 of a product', async () => {
    const items = [
      { productId: kettle, quantity: 500 },
      { productId: kettle, quantity: 500 },
    ];
    expectProblem(await place({ items }), 400, 'validation-failed');
  });

  test('has at most 100 lines', async () => {
    const products = await Promise.all(Array.from({ length: 100 }, (_, index) => added(`MANY-${index}`)));
    const items = products.map((productId) => ({ productId, quantity: 1 }));
    const answer = await place({ items }, { prefer: 'wait=10' });
    expect(answer.body).toMatchObject({ status: 'confirmed', total: euros(100_000) });
    expect((await ada.get(`/orders/${answer.body.id}`)).body.lines).toHaveLength(100);
    const tooMany = await place({ items: [...items, { productId: kettle, quantity: 1 }] });
    expectProblem(tooMany, 400, 'validation-failed');
    expect(tooMany.body.errors).toMatchObject([{ pointer: '/items' }]);
  });

  test('is not refused for stock', async () => {
    const product = await added('SCARCE', { initialStock: 1 });
    const answer = expectDone(await place({ items: [{ productId: product, quantity: 2 }] }), 201);
    expect(answer.body.status).toBe('placed');
    const ended = await ada.until(`/orders/${answer.body.id}`, ({ body }) => body.status === 'cancelled');
    expect(ended.body).toMatchObject({
      paymentStatus: 'voided',
      fulfilmentStatus: 'unfulfilled',
      cancellation: { reason: 'out_of_stock', by: { id: expect.any(String), role: 'system' }, at: expect.any(String) },
    });
  });
});

describe('an order is malformed', () => {
  test.each([
    ['without items', { items: undefined }, '/items'],
    ['with an empty list of items', { items: [] }, '/items'],
    ['with no list of items', { items: {} }, '/items'],
    ['with a quantity of 0', { items: [{ productId: unknownId, quantity: 0 }] }, '/items/0/quantity'],
    ['with a quantity of 1000', { items: [{ productId: unknownId, quantity: 1000 }] }, '/items/0/quantity'],
    ['with a fraction', { items: [{ productId: unknownId, quantity: 1.5 }] }, '/items/0/quantity'],
    ['with a text for a quantity', { items: [{ productId: unknownId, quantity: '1' }] }, '/items/0/quantity'],
    ['without a product', { items: [{ quantity: 1 }] }, '/items/0/productId'],
    ['with a price of its own', { items: [{ productId: unknownId, quantity: 1, price: 1 }] }, '/items/0/price'],
    ['without a payment method', { paymentMethod: undefined }, '/paymentMethod'],
    ['with an unknown payment method', { paymentMethod: 'cheque' }, '/paymentMethod'],
    ['by card without a token', { paymentToken: undefined }, '/paymentToken'],
    ['with a long token', { paymentToken: 't'.repeat(4097) }, '/paymentToken'],
    ['in cash with a token', { paymentMethod: 'cash_on_delivery' }, '/paymentToken'],
    ['without an address', { shippingAddress: undefined }, '/shippingAddress'],
    ['with an address without a city', { shippingAddress: { ...anAddress, city: undefined } }, '/shippingAddress/city'],
    ['with an address in no country', { shippingAddress: { ...anAddress, country: 'XX' } }, '/shippingAddress/country'],
    ['with an address with an id', { shippingAddress: { ...anAddress, id: unknownId } }, '/shippingAddress/id'],
    ['with a default address', { shippingAddress: { ...anAddress, isDefault: true } }, '/shippingAddress/isDefault'],
    ['with a bare expected total', { expectedTotal: 1000 }, '/expectedTotal'],
    ['with an unknown field', { note: 'quick' }, '/note'],
  ])('%s', async (_, changes, pointer) => {
    const answer = await place(changes);
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.errors).toMatchObject([{ pointer, message: expect.any(String) }]);
  });

  test('but a token may be long, and an address whole', async () => {
    const whole = { ...anAddress, line2: 'Flat 2', region: 'Greater London' };
    const answer = expectDone(await place({ paymentToken: 'tok_ok', shippingAddress: whole }), 201);
    expect((await ada.get(`/orders/${answer.body.id}`)).body.shippingAddress).toEqual(whole);
    expect([201, 400]).toContain((await place({ paymentToken: 't'.repeat(4096) })).status);
  });
});

describe('an order is refused', () => {
  test('for an unknown product', async () => {
    for (const productId of [unknownId, 'kettle']) {
      expectProblem(await place({ items: [{ productId, quantity: 1 }] }), 404, 'not-found');
    }
  });

  test('for a discontinued product', async () => {
    const product = await added('GONE');
    expectDone(await vera.send('DELETE', `/products/${product}`));
    const answer = await place({ items: [{ productId: product, quantity: 1 }] });
    expectProblem(answer, 409, 'product-unavailable');
  });

  test('for products of two currencies', async () => {
    const items = [kettle, bowl].map((productId) => ({ productId, quantity: 1 }));
    expectProblem(await place({ items }), 409, 'mixed-currencies');
  });

  test('when it does not cost what was expected', async () => {
    for (const expectedTotal of [euros(999), euros(1001), { amount: 1000, currency: 'USD' }]) {
      expectProblem(await place({ expectedTotal }), 409, 'price-changed');
    }
    expectDone(await place({ expectedTotal: euros(1000) }), 201);
  });

  test('with a coupon nobody knows', async () => {
    expectProblem(await place({ couponCode: 'SPRING' }), 404, 'coupon-not-found');
  });

  test('by somebody who only sells, or is not signed in', async () => {
    expectProblem(await vera.post('/orders', order()), 403, 'forbidden');
    expectProblem(await vera.post('/cart/checkout', order({ items: undefined })), 403, 'forbidden');
    expectProblem(await shop.client().post('/orders', order()), 401, 'unauthenticated');
  });

  test('but not by somebody who buys and sells, or an admin', async () => {
    const victor = await vendorWhoBuys(shop, admin, 'victor@example.com');
    expectDone(await victor.post('/orders', order()), 201);
    expectDone(await admin.post('/orders', order()), 201);
  });
});

describe('an address of one’s own', () => {
  test('is shipped to', async () => {
    const own = await ada.post('/users/me/addresses', { ...anAddress, line1: 'By id 1', isDefault: true });
    const answer = expectDone(await place({ shippingAddress: undefined, addressId: own.body.id }), 201);
    const { shippingAddress } = (await ada.get(`/orders/${answer.body.id}`)).body;
    expect(shippingAddress).toMatchObject({ ...anAddress, line1: 'By id 1' });
    expect(Object.keys(shippingAddress)).not.toContain('id');
    expect(Object.keys(shippingAddress)).not.toContain('isDefault');
  });

  test('must be one’s own', async () => {
    const bob = await shop.client().register('bob@example.com');
    const others = (await bob.post('/users/me/addresses', anAddress)).body.id;
    for (const addressId of [others, unknownId, 'home']) {
      expectProblem(await place({ shippingAddress: undefined, addressId }), 404, 'not-found');
    }
  });
});

test('orders are limited a minute and customer', async () => {
  const limited = await startShop({ ORDERS_PER_MINUTE: '3' });
  try {
    const boss = await limited.admin();
    const product = (await boss.post('/products', { sku: 'A', name: 'A', price: euros(1) })).body.id;
    const buyer = await limited.client().register('ada@example.com');
    const body = { ...order(), items: [{ productId: product, quantity: 1 }] };
    const answers: Reply[] = [];
    for (let index = 0; index < 4; index += 1) {
      const key = { headers: { 'idempotency-key': `order-${index}` } };
      answers.push(await buyer.post('/orders', body, key));
    }
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 429]);
    const refused = answers[3]!;
    expectProblem(refused, 429, 'rate-limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect([...refused.headers.keys()].some((name) => name.startsWith('ratelimit'))).toBe(true);
    const replay = await buyer.post('/orders', body, { headers: { 'idempotency-key': 'order-0' } });
    expect({ status: replay.status, body: replay.body }).toEqual({ status: 201, body: answers[0]!.body });
    const other = await limited.client().register('bob@example.com');
    expect((await other.post('/orders', body)).status).toBe(201);
  } finally {
    await limited.kill();
  }
});
