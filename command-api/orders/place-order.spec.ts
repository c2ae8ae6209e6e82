import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { orderDecider } from '../../domain/order/order.ts';
import { derivedId, secretId } from '../../engine/log/ids.ts';
import { commandShop, type CommandShop } from '../../test/command-api/command-shop.ts';
import { addProduct, byCard, confirm, order, pureVendor } from '../../test/command-api/goods.ts';
import { eventually } from '../../test/contracts/subject.ts';
import { anAddress } from '../../test/an-address.ts';

let shop: CommandShop;
let admin: string;
let headphones: string;
let cable: string;
let ada: { id: string; token: string };

beforeAll(async () => {
  shop = await commandShop({ http: { limits: { orders: { limit: 1000, windowSeconds: 60 } } } });
  admin = await shop.admin();
  headphones = await addProduct(shop, admin, { sku: 'HP-1' });
  cable = await addProduct(shop, admin, { sku: 'CB-1', name: 'Cable', price: { amount: 500, currency: 'EUR' } });
  ada = await shop.person('ada@example.com');
});
afterAll(() => shop.close());

const place = (body: object, headers: Record<string, string> = {}) =>
  shop.send('POST', '/orders', {
    token: ada.token,
    body: { items: [{ productId: headphones, quantity: 1 }], ...byCard, ...body },
    headers,
  });
const stored = async (id: string) => (await shop.dependencies.executor.load(orderDecider, id)).state!;
const refused = (reply: { status: number; body: { code: string } }) => [reply.status, reply.body.code];

describe('placing an order', () => {
  test('answers it as placed, at the prices of now', async () => {
    const reply = await place({
      items: [
        { productId: headphones, quantity: 1 },
        { productId: cable, quantity: 3 },
        { productId: headphones.toUpperCase(), quantity: 1 },
      ],
      expectedTotal: { amount: 17498, currency: 'EUR' },
    });
    expect(reply.status).toBe(201);
    const { id } = reply.body;
    expect(reply.body).toEqual({
      id,
      orderNumber: expect.stringMatching(/^S-[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      status: 'placed',
      total: { amount: 17498, currency: 'EUR' },
      revision: 0,
      position: reply.headers.get('position'),
    });
    expect(reply.headers.get('location')).toBe(`/api/v1/orders/${id}`);
    expect(reply.headers.get('etag')).toBe('"0"');
    expect(await stored(id)).toMatchObject({
      orderNumber: reply.body.orderNumber,
      customerId: ada.id,
      buyer: { email: 'ada@example.com', fullName: 'Ada Lovelace' },
      lines: [
        { productId: headphones, sku: 'HP-1', quantity: 2, unitPrice: { amount: 7999 }, lineTotal: { amount: 15998 } },
        { productId: cable, sku: 'CB-1', quantity: 3, lineTotal: { amount: 1500 } },
      ],
      paymentToken: 'tok_ok',
      shippingAddress: { ...anAddress, line2: null, region: null },
    });
  });

  test('ships to one of the customer’s addresses', async () => {
    const added = await shop.send('POST', '/users/me/addresses', { token: ada.token, body: anAddress });
    const reply = await place({ shippingAddress: undefined, addressId: added.body.id });
    expect(reply.status).toBe(201);
    expect((await stored(reply.body.id)).shippingAddress).toMatchObject(anAddress);
    const unknown = await place({ shippingAddress: undefined, addressId: randomUUID() });
    expect(refused(unknown)).toEqual([404, 'not-found']);
  });

  test('takes cash on delivery without a token', async () => {
    const reply = await place({ paymentMethod: 'cash_on_delivery', paymentToken: undefined });
    expect((await stored(reply.body.id)).paymentMethod).toBe('cash_on_delivery');
  });

  test.each([
    ['/items', { items: [] }],
    ['/items', { items: undefined }],
    ['/items', { items: Array.from({ length: 101 }, () => ({ productId: randomUUID(), quantity: 1 })) }],
    ['/items/0/quantity', { items: [{ productId: randomUUID(), quantity: 0 }] }],
    ['/items/0/quantity', { items: [{ productId: randomUUID(), quantity: 1000 }] }],
    ['/items/0/price', { items: [{ productId: randomUUID(), quantity: 1, price: 1 }] }],
    ['/paymentMethod', { paymentMethod: 'gold' }],
    ['/paymentToken', { paymentToken: undefined }],
    ['/paymentToken', { paymentMethod: 'cash_on_delivery' }],
    ['/paymentToken', { paymentToken: 'x'.repeat(4097) }],
    ['/shippingAddress', { shippingAddress: undefined }],
    ['/shippingAddress', { addressId: randomUUID() }],
    ['/shippingAddress/country', { shippingAddress: { ...anAddress, country: 'XX' } }],
    ['/shippingAddress/isDefault', { shippingAddress: { ...anAddress, isDefault: true } }],
    ['/expectedTotal/amount', { expectedTotal: { amount: '1', currency: 'EUR' } }],
    ['/total', { total: 1 }],
  ])('with a wrong %s is refused', async (pointer, changes) => {
    const reply = await place(changes);
    expect(refused(reply)).toEqual([400, 'validation-failed']);
    expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('of more than 999 of a thing in two lines is refused', async () => {
    const items = [
      { productId: cable, quantity: 999 },
      { productId: cable, quantity: 1 },
    ];
    expect(refused(await place({ items }))).toEqual([400, 'validation-failed']);
  });

  test('of unknown products is not found', async () => {
    for (const productId of [randomUUID(), 'no-uuid']) {
      expect(refused(await place({ items: [{ productId, quantity: 1 }] }))).toEqual([404, 'not-found']);
    }
  });

  test('of a discontinued product is refused', async () => {
    const productId = await addProduct(shop, admin);
    await shop.send('DELETE', `/products/${productId}`, { token: admin });
    expect(refused(await place({ items: [{ productId, quantity: 1 }] }))).toEqual([409, 'product-unavailable']);
  });

  test('of two currencies is refused', async () => {
    const dollars = await addProduct(shop, admin, { price: { amount: 1, currency: 'USD' } });
    const items = [
      { productId: headphones, quantity: 1 },
      { productId: dollars, quantity: 1 },
    ];
    expect(refused(await place({ items }))).toEqual([409, 'mixed-currencies']);
  });

  test('at another total than expected is refused and tells the one of now', async () => {
    const reply = await place({ expectedTotal: { amount: 1, currency: 'EUR' } });
    expect([...refused(reply), reply.body.total]).toEqual([409, 'price-changed', { amount: 7999, currency: 'EUR' }]);
  });

  test('with a coupon finds none', async () =>
    expect(refused(await place({ couponCode: 'SPRING' }))).toEqual([404, 'coupon-not-found']));

  test('is not for pure vendors, but for those who also buy', async () => {
    expect(refused(await order(shop, await pureVendor(shop, admin), headphones))).toEqual([403, 'forbidden']);
    const both = await shop.person('both@example.com', 'vendor');
    expect((await order(shop, both.token, headphones)).status).toBe(201);
  });

  test('with one key makes one order, also after a crash before the answer was kept', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const replies = await Promise.all(Array.from({ length: 10 }, () => place({}, headers)));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    shop.stored.registry.lose('idempotency:');
    await confirm(shop, replies[0]!.body.id, ada.id);
    expect((await place({}, headers)).text).toBe(replies[0]!.text);
    expect(refused(await place({ couponCode: 'X' }, headers))).toEqual([422, 'idempotency-key-reused']);
  });
});

describe('waiting for an order', () => {
  test('answers when it is confirmed', async () => {
    const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=10' };
    const waiting = place({}, headers);
    const commandId = secretId(shop.dependencies.pepper, ada.id, headers['idempotency-key']);
    const id = derivedId(commandId, 'order');
    await eventually(() => stored(id));
    await confirm(shop, id, ada.id);
    const reply = await waiting;
    expect([reply.status, reply.body.status, reply.body.revision]).toEqual([201, 'confirmed', 3]);
    expect(reply.headers.get('preference-applied')).toBe('wait=10');
    expect(reply.headers.get('position')).toBe(await shop.dependencies.head());
  });

  test('answers as placed after that time', async () => {
    const reply = await place({}, { prefer: 'respond-async, wait=0' });
    expect([reply.body.status, reply.headers.get('preference-applied')]).toEqual(['placed', 'wait=0']);
  });
});

test('orders are limited per customer, replays not counted', async () => {
  const strict = await commandShop({ http: { limits: { orders: { limit: 2, windowSeconds: 60 } } } });
  try {
    const product = await addProduct(strict, await strict.admin());
    const eve = await strict.person('eve@example.com');
    const bob = await strict.person('bob@example.com');
    const headers = { 'idempotency-key': 'one' };
    const body = { items: [{ productId: product, quantity: 1 }], ...byCard };
    const first = await strict.send('POST', '/orders', { token: eve.token, body, headers });
    expect(first.headers.get('ratelimit-remaining')).toBe('1');
    const replay = await strict.send('POST', '/orders', { token: eve.token, body, headers });
    expect([replay.text, replay.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
    expect((await order(strict, eve.token, product)).status).toBe(201);
    const tooMany = await strict.send('POST', '/cart/checkout', { token: eve.token, body: byCard });
    expect(refused(tooMany)).toEqual([429, 'rate-limited']);
    expect(Number(tooMany.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await order(strict, bob.token, product)).status).toBe(201);
  } finally {
    await strict.close();
  }
});
