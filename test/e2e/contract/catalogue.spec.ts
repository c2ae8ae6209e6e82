import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { card } from '../client.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { expectProblem, time, uuid } from './ask.ts';
import { euros, expectDone, pureVendor, unknownId, vendorWhoBuys, statusesOf } from './shop-answers.ts';

let shop: Shop;
let admin: Client;
let vera: Client;
let victor: Client;
let ada: Client;
let anyone: Client;
let count = 0;

const body = (changes: object = {}) => ({ sku: `SKU-${(count += 1)}`, name: 'Kettle', price: euros(1999), ...changes });

async function added(by: Client, changes: object = {}): Promise<string> {
  return expectDone(await by.post('/products', body(changes)), 201).body.id;
}

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  vera = await pureVendor(shop, admin, 'vera@example.com');
  victor = await vendorWhoBuys(shop, admin, 'victor@example.com');
  ada = await shop.client().register('ada@example.com');
  anyone = shop.client();
});
afterAll(() => shop.kill());

/** Reads as somebody who has just been told of a command of another. */
function after(reader: Client, writer: Client): Client {
  reader.position = writer.position;
  return reader;
}

describe('a product', () => {
  test('is added by a vendor, with the answer of every command', async () => {
    const answer = await vera.post('/products', body({ initialStock: 3 }));
    expectDone(answer, 201);
    expect(Object.keys(answer.body).toSorted()).toEqual(['id', 'position', 'revision']);
    expect(answer.body.revision).toBe(0);
    expect(answer.headers.get('location')).toBe(`/api/v1/products/${answer.body.id}`);
  });

  test('is shown with every field, to anyone', async () => {
    const details = {
      sku: 'FULL-1',
      name: 'Copper Kettle',
      description: 'Whistles.',
      price: euros(7999),
      category: 'kitchen',
      images: ['https://images.example.com/1.jpg', 'http://images.example.com/2.jpg'],
      attributes: { brand: 'Hearth', litres: 1.5, whistles: true },
    };
    const id = await added(vera, { ...details, initialStock: 12 });
    const read = await after(anyone, vera).get(`/products/${id}`);
    expect(read.status).toBe(200);
    const { createdAt, updatedAt, revision, ...rest } = read.body;
    expect(rest).toEqual({ id, ...details, vendorId: vera.userId, available: 12 });
    expect([createdAt, updatedAt]).toEqual([expect.stringMatching(time), expect.stringMatching(time)]);
    expect(read.headers.get('etag')).toBe(`"${revision}"`);
    expect(read.headers.get('cache-control')).toBe('no-store');
    expect(read.headers.get('view-position')).toEqual(expect.any(String));
  });

  test('without the optional fields has them empty', async () => {
    const id = await added(vera);
    expect((await vera.get(`/products/${id}`)).body).toMatchObject({ images: [], attributes: {}, available: 0 });
  });

  test('has its texts trimmed', async () => {
    const id = await added(vera, { sku: '  TRIM-1 ', name: ' Pot\n', category: ' kitchen ' });
    expect((await vera.get(`/products/${id}`)).body).toMatchObject({ sku: 'TRIM-1', name: 'Pot', category: 'kitchen' });
  });

  test('is not added by a customer or a stranger', async () => {
    expectProblem(await ada.post('/products', body()), 403, 'forbidden');
    expectProblem(await anyone.post('/products', body()), 401, 'unauthenticated');
    expectProblem(await ada.post('/products', {}), 403, 'forbidden');
  });

  test.each([
    ['no sku', { sku: undefined }, '/sku'],
    ['a blank name', { name: '  ' }, '/name'],
    ['no name', { name: undefined }, '/name'],
    ['a long name', { name: 'n'.repeat(201) }, '/name'],
    ['a long sku', { sku: 's'.repeat(501) }, '/sku'],
    ['a long description', { description: 'd'.repeat(5001) }, '/description'],
    ['a long category', { category: 'c'.repeat(501) }, '/category'],
    ['a number for a name', { name: 5 }, '/name'],
    ['no price', { price: undefined }, '/price'],
    ['a bare price', { price: 1999 }, '/price'],
    ['a price without currency', { price: { amount: 1 } }, '/price/currency'],
    ['a fraction of a cent', { price: euros(19.99) }, '/price/amount'],
    ['a text for an amount', { price: { amount: '1999', currency: 'EUR' } }, '/price/amount'],
    ['a negative price', { price: euros(-1) }, '/price/amount'],
    ['a huge price', { price: euros(90_000_000_001) }, '/price/amount'],
    ['an unknown currency', { price: { amount: 1, currency: 'ZZZ' } }, '/price/currency'],
    ['a currency in small letters', { price: { amount: 1, currency: 'eur' } }, '/price/currency'],
    ['an unknown field in the price', { price: { ...euros(1), tax: 0 } }, '/price/tax'],
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['21 images', { images: Array.from({ length: 21 }, (_, n) => `https://example.com/${n}.jpg`) }, '/images'],
    ['an image that is no URL', { images: ['kettle.jpg'] }, '/images'],
    [
      '51 attributes',
      { attributes: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`a${n}`, n])) },
      '/attributes',
    ],
    ['an attribute of objects', { attributes: { size: { litres: 1 } } }, '/attributes'],
    ['an attribute of lists', { attributes: { size: [1] } }, '/attributes'],
    ['negative initial stock', { initialStock: -1 }, '/initialStock'],
    ['too much initial stock', { initialStock: 1_000_000_001 }, '/initialStock'],
    ['half a piece', { initialStock: 0.5 }, '/initialStock'],
  ])('is refused with %s', async (_, changes, pointer) => {
    const answer = await vera.post('/products', body(changes));
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('may go to the bounds', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`a${n}`, n]));
    const images = Array.from({ length: 20 }, (_, n) => `https://example.com/${n}.jpg`);
    const texts = { sku: 's'.repeat(500), name: 'n'.repeat(200), description: 'd'.repeat(5000) };
    await added(vera, { ...texts, attributes, images, price: euros(90_000_000_000), initialStock: 1_000_000_000 });
    await added(vera, { price: euros(0), initialStock: 0 });
  });

  test('has a sku that is unique in the shop, in any letter case, also among vendors', async () => {
    await added(vera, { sku: 'Unique-ß1' });
    expectProblem(await victor.post('/products', body({ sku: 'UNIQUE-ß1' })), 409, 'sku-taken');
    const answers = await Promise.all([1, 2, 3, 4].map(() => vera.post('/products', body({ sku: 'RACE-1' }))));
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409]);
  });

  test('is unknown by another id, or by what is no id', async () => {
    expectProblem(await anyone.get(`/products/${unknownId}`), 404, 'not-found');
    expectProblem(await anyone.get('/products/kettle'), 404, 'not-found');
    for (const [method, changes] of [
      ['PUT', { name: 'Pot', price: euros(1) }],
      ['PATCH', { name: 'Pot' }],
      ['DELETE', undefined],
    ] as const) {
      expectProblem(await vera.send(method, `/products/${unknownId}`, changes), 404, 'not-found');
      expectProblem(await vera.send(method, '/products/kettle', changes), 404, 'not-found');
    }
  });
});

describe('a change', () => {
  test('replaces everything but sku and stock with PUT', async () => {
    const id = await added(vera, {
      sku: 'PUT-1',
      description: 'Old',
      category: 'kitchen',
      images: ['https://example.com/a.jpg'],
      attributes: { brand: 'Hearth' },
      initialStock: 4,
    });
    const answer = expectDone(await vera.send('PUT', `/products/${id}`, { name: 'New', price: euros(1) }));
    expect(answer.body).toMatchObject({ id, revision: 1 });
    const read = (await vera.get(`/products/${id}`)).body;
    expect(read).toMatchObject({
      sku: 'PUT-1',
      name: 'New',
      price: euros(1),
      images: [],
      attributes: {},
      available: 4,
    });
    expect([read.description ?? null, read.category ?? null]).toEqual([null, null]);
    expect(read.revision).toBe(1);
    expect(read.updatedAt >= read.createdAt).toBe(true);
  });

  test('touches only what PATCH names', async () => {
    const id = await added(vera, { name: 'Old', description: 'Stays', attributes: { brand: 'Hearth' } });
    expectDone(await vera.send('PATCH', `/products/${id}`, { name: 'New' }));
    expectDone(await admin.send('PATCH', `/products/${id}`, { price: euros(5) }));
    expect((await after(vera, admin).get(`/products/${id}`)).body).toMatchObject({
      name: 'New',
      price: euros(5),
      description: 'Stays',
      attributes: { brand: 'Hearth' },
      vendorId: vera.userId,
      revision: 2,
    });
  });

  test('never touches sku or stock', async () => {
    const id = await added(vera);
    const all = { name: 'New', price: euros(1) };
    for (const [method, changes] of [
      ['PUT', { ...all, sku: 'NEW' }],
      ['PUT', { ...all, initialStock: 1 }],
      ['PATCH', { sku: 'NEW' }],
      ['PATCH', { initialStock: 1 }],
      ['PUT', { name: 'New' }],
      ['PUT', { price: euros(1) }],
      ['PATCH', { name: '' }],
      ['PATCH', { price: { amount: 1 } }],
    ] as const) {
      expectProblem(await vera.send(method, `/products/${id}`, changes), 400, 'validation-failed');
    }
  });

  test('is for the vendor and admins', async () => {
    const id = await added(vera);
    for (const [method, changes] of [
      ['PUT', { name: 'Mine', price: euros(1) }],
      ['PATCH', { name: 'Mine' }],
      ['DELETE', undefined],
    ] as const) {
      expectProblem(await victor.send(method, `/products/${id}`, changes), 403, 'forbidden');
      expectProblem(await ada.send(method, `/products/${id}`, changes), 403, 'forbidden');
      expectProblem(await anyone.send(method, `/products/${id}`, changes), 401, 'unauthenticated');
    }
    expect((await vera.get(`/products/${id}`)).body.name).toBe('Kettle');
  });

  test('is refused when the product has moved on', async () => {
    const id = await added(vera);
    const first = await vera.send('PATCH', `/products/${id}`, { name: 'B' }, { headers: { 'if-match': '"0"' } });
    expectDone(first);
    const second = await vera.send('PATCH', `/products/${id}`, { name: 'C' }, { headers: { 'if-match': '"0"' } });
    expectProblem(second, 412, 'revision-mismatch');
    expect(second.body.currentRevision).toBe(1);
  });

  test('of the stock does not move the ETag', async () => {
    const id = await added(vera, { initialStock: 1 });
    const before = await vera.get(`/products/${id}`);
    expectDone(await vera.post(`/inventory/${id}/receipts`, { quantity: 5 }));
    const now = await vera.get(`/products/${id}`, { headers: { 'if-none-match': before.headers.get('etag') ?? '' } });
    expect(now.status).toBe(200);
    expect(now.body).toMatchObject({ available: 6, revision: before.body.revision });
    expect(now.headers.get('etag')).toBe(before.headers.get('etag'));
  });
});

describe('a discontinued product', () => {
  let id: string;
  beforeAll(async () => {
    id = await added(vera, { sku: 'GONE-1', name: 'Goneware', initialStock: 5 });
    expectDone(await vera.send('DELETE', `/products/${id}`));
  });

  test('is gone from lists, also for its vendor', async () => {
    for (const reader of [anyone, vera, admin]) {
      expect((await after(reader, vera).get('/products?q=goneware')).body).toMatchObject({ items: [], total: 0 });
      const listed = await reader.get(`/products?vendorId=${vera.userId}&limit=100`);
      expect(listed.body.items).not.toEqual([]);
      expect(listed.body.items.some((item: { id: string }) => item.id === id)).toBe(false);
    }
  });

  test('is read by its vendor and admins alone', async () => {
    for (const reader of [anyone, ada, victor]) {
      expectProblem(await after(reader, vera).get(`/products/${id}`), 404, 'not-found');
    }
    for (const reader of [vera, admin]) {
      expect((await after(reader, vera).get(`/products/${id}`)).body).toMatchObject({ id, sku: 'GONE-1' });
    }
  });

  test('cannot be ordered', async () => {
    const order = { ...card(id), paymentMethod: 'cash_on_delivery', paymentToken: undefined };
    expectProblem(await ada.post('/orders', order), 409, 'product-unavailable');
  });

  test('keeps its stock', async () => {
    expect((await vera.get(`/inventory/${id}`)).body).toMatchObject({ sku: 'GONE-1', onHand: 5 });
    expect(id).toMatch(uuid);
  });
});
