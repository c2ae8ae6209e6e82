import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { inventoryDecider, onHand } from '../../domain/inventory/inventory.ts';
import { productDecider } from '../../domain/product/product.ts';
import { commandShop, type CommandShop } from '../../test/command-api/command-shop.ts';
import { addProduct, aProduct } from '../../test/command-api/goods.ts';

let shop: CommandShop;
let admin: string;
let vendor: { id: string; token: string };
let other: { id: string; token: string };

beforeAll(async () => {
  shop = await commandShop();
  admin = await shop.admin();
  vendor = await shop.person('vendor@example.com', 'vendor');
  other = await shop.person('other@example.com', 'vendor');
});
afterAll(() => shop.close());

const product = async (id: string) => (await shop.dependencies.executor.load(productDecider, id)).state;
const stock = async (id: string) => onHand((await shop.dependencies.executor.load(inventoryDecider, id)).state);

describe('adding a product', () => {
  test('puts it on sale with its stock and its sku', async () => {
    const reply = await shop.send('POST', '/products', {
      token: vendor.token,
      body: {
        sku: ' HP-100 ',
        name: ' Headphones ',
        description: '',
        price: { amount: 7999, currency: 'EUR' },
        category: 'audio',
        images: [' https://shop.example/hp.jpg '],
        attributes: { colour: ' black ', wireless: true, weight: 0.25 },
        initialStock: 10,
      },
    });
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({ id: expect.any(String), revision: 0, position: reply.headers.get('position') });
    expect(reply.headers.get('location')).toBe(`/api/v1/products/${reply.body.id}`);
    expect(reply.headers.get('etag')).toBe('"0"');
    expect(await product(reply.body.id)).toEqual({
      sku: 'HP-100',
      name: 'Headphones',
      description: null,
      price: { amount: 7999, currency: 'EUR' },
      category: 'audio',
      images: ['https://shop.example/hp.jpg'],
      attributes: { colour: 'black', wireless: true, weight: 0.25 },
      vendorId: vendor.id,
      initialStock: 10,
      discontinued: false,
    });
    expect(await stock(reply.body.id)).toBe(10);
  });

  test('under a sku that is taken, in any letter case, is refused', async () => {
    await addProduct(shop, vendor.token, { sku: 'Taken-1' });
    const reply = await shop.send('POST', '/products', { token: other.token, body: aProduct({ sku: 'tAKEN-1' }) });
    expect([reply.status, reply.body.code]).toEqual([409, 'sku-taken']);
  });

  test('twice with one key adds it once and answers alike', async () => {
    const body = aProduct({ initialStock: 3 });
    const headers = { 'idempotency-key': randomUUID() };
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => shop.send('POST', '/products', { token: vendor.token, body, headers })),
    );
    expect(new Set(replies.map((reply) => `${reply.status} ${reply.text}`)).size).toBe(1);
    expect(await stock(replies[0]!.body.id)).toBe(3);
  });

  test.each([
    ['/sku', { sku: '' }],
    ['/sku', { sku: 7 }],
    ['/name', { name: 'x'.repeat(201) }],
    ['/description', { description: 'x'.repeat(5001) }],
    ['/price', { price: 7 }],
    ['/price/amount', { price: { amount: 1.5, currency: 'EUR' } }],
    ['/price/amount', { price: { amount: '1', currency: 'EUR' } }],
    ['/price/amount', { price: { amount: -1, currency: 'EUR' } }],
    ['/price/amount', { price: { amount: 90_000_000_001, currency: 'EUR' } }],
    ['/price/currency', { price: { amount: 1, currency: 'ZZZ' } }],
    ['/price/currency', { price: { amount: 1, currency: 'eur' } }],
    ['/images', { images: Array.from({ length: 21 }, () => 'https://shop.example/a.jpg') }],
    ['/images', { images: ['javascript:alert(1)'] }],
    ['/images', { images: ['not a url'] }],
    ['/attributes', { attributes: { colour: null } }],
    ['/attributes', { attributes: { nested: { a: 1 } } }],
    ['/attributes', { attributes: ['a'] }],
    ['/attributes', { attributes: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`a${index}`, 1])) }],
    ['/initialStock', { initialStock: -1 }],
    ['/initialStock', { initialStock: 1_000_000_001 }],
    ['/vendorId', { vendorId: 'me' }],
  ])('with a wrong %s is refused: %j', async (pointer, changes) => {
    const reply = await shop.send('POST', '/products', { token: vendor.token, body: aProduct(changes) });
    expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
    expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });
});

describe('changing a product', () => {
  test('by PATCH changes what is given', async () => {
    const id = await addProduct(shop, vendor.token, { category: 'audio' });
    const body = { name: 'Better headphones', category: null };
    const reply = await shop.send('PATCH', `/products/${id}`, { token: vendor.token, body });
    expect([reply.status, reply.body]).toEqual([200, { id, revision: 1, position: reply.headers.get('position') }]);
    expect(await product(id)).toMatchObject({ name: 'Better headphones', category: null, price: { amount: 7999 } });
  });

  test('by PUT tells everything anew', async () => {
    const id = await addProduct(shop, vendor.token, { category: 'audio', attributes: { a: 1 } });
    const body = { name: 'Lamp', price: { amount: 1, currency: 'USD' } };
    const reply = await shop.send('PUT', `/products/${id}`, { token: admin, body });
    expect(reply.status).toBe(200);
    expect(await product(id)).toMatchObject({ ...body, category: null, attributes: {}, vendorId: vendor.id });
  });

  test('in nothing writes nothing', async () => {
    const id = await addProduct(shop, vendor.token);
    const reply = await shop.send('PATCH', `/products/${id}`, { token: vendor.token, body: {} });
    expect([reply.status, reply.body.revision]).toEqual([200, 0]);
  });

  test('never changes the sku', async () => {
    const id = await addProduct(shop, vendor.token);
    for (const method of ['PUT', 'PATCH']) {
      const reply = await shop.send(method, `/products/${id}`, { token: vendor.token, body: aProduct() });
      expect(reply.status).toBe(400);
    }
  });

  test('of another vendor is forbidden, of nothing not found', async () => {
    const id = await addProduct(shop, vendor.token);
    const body = { name: 'Mine now' };
    const foreign = await shop.send('PATCH', `/products/${id}`, { token: other.token, body });
    expect([foreign.status, foreign.body.code]).toEqual([403, 'forbidden']);
    for (const unknown of [randomUUID(), 'no-uuid']) {
      const reply = await shop.send('PATCH', `/products/${unknown}`, { token: vendor.token, body });
      expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
    }
  });

  test('at another revision than expected is refused', async () => {
    const id = await addProduct(shop, vendor.token);
    const change = (name: string) =>
      shop.send('PATCH', `/products/${id}`, { token: vendor.token, body: { name }, headers: { 'if-match': '"0"' } });
    expect((await change('First')).status).toBe(200);
    const second = await change('Second');
    expect([second.status, second.body.code, second.body.currentRevision]).toEqual([412, 'revision-mismatch', 1]);
  });
});

describe('discontinuing a product', () => {
  test('ends its sale for good', async () => {
    const id = await addProduct(shop, vendor.token);
    const end = () => shop.send('DELETE', `/products/${id}`, { token: vendor.token });
    expect((await end()).body.revision).toBe(1);
    expect([(await end()).status, (await end()).body.revision]).toEqual([200, 1]);
    const late = await shop.send('PATCH', `/products/${id}`, { token: vendor.token, body: { name: 'Back' } });
    expect([late.status, late.body.code]).toEqual([409, 'product-unavailable']);
  });

  test('of another vendor is forbidden', async () => {
    const id = await addProduct(shop, vendor.token);
    expect((await shop.send('DELETE', `/products/${id}`, { token: other.token })).status).toBe(403);
  });
});
