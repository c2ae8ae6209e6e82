import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { api, each, expectAccepted, expectProblem, newEmail, newSku, shopWithGoods } from './ask.ts';
import type { Client } from '../client.ts';
import type { Shop } from '../shop.ts';
import { anAddress } from '../../an-address.ts';

let shop: Shop;
let admin: Client;
let ada: Client;
let product: string;

beforeAll(async () => void ({ shop, admin, ada, product } = await shopWithGoods()));
afterAll(() => shop.kill());

const person = (changes: object = {}) => ({
  email: newEmail(),
  password: 'correct horse',
  fullName: 'Ada Lovelace',
  ...changes,
});
const goods = (changes: object = {}) => ({
  sku: newSku(),
  name: 'Kettle',
  price: { amount: 1999, currency: 'EUR' },
  ...changes,
});
const order = (changes: object = {}) => ({
  items: [{ productId: product, quantity: 1 }],
  paymentMethod: 'cash_on_delivery',
  shippingAddress: anAddress,
  ...changes,
});
const addGoods = (changes: object) => api(shop, 'POST', '/products', { by: admin, body: goods(changes) });
const place = (changes: object) => api(shop, 'POST', '/orders', { by: ada, body: order(changes) });
const register = (changes: object) => api(shop, 'POST', '/auth/register', { body: person(changes) });
const addAddress = (changes: object) =>
  api(shop, 'POST', '/users/me/addresses', { by: ada, body: { ...anAddress, ...changes } });
const profile = (body: unknown) => api(shop, 'PATCH', '/users/me', { by: ada, body });
const added = (body: unknown) => api(shop, 'POST', '/cart/items', { by: ada, body });

describe('Text', () => {
  test('is trimmed, and bounded after it was', async () => {
    expectAccepted(await profile({ fullName: `  ${'n'.repeat(200)}\t\n` }));
    expect((await ada.get('/users/me')).body.fullName).toBe('n'.repeat(200));
    const reply = await addGoods({ name: '  Copper kettle ', sku: ' KET-7 ', category: ' kitchen ' });
    const { body } = await admin.get(`/products/${reply.body.id}`, { headers: { 'read-after': reply.body.position } });
    expect(body).toMatchObject({ name: 'Copper kettle', sku: 'KET-7', category: 'kitchen' });
  });

  test('of nothing but spaces is missing', async () => {
    for (const blank of ['', ' ', '\t\n ', '\u00a0\u2003']) {
      await each([{ fullName: blank }, { email: blank }], (changes) => register(changes), '400 validation-failed');
      await each([{ name: blank }, { sku: blank }], addGoods, '400 validation-failed');
      await each([{ line1: blank }, { city: blank }, { country: blank }], addAddress, '400 validation-failed');
    }
  });

  test('is counted in characters, not in what a computer keeps them in', async () => {
    expectAccepted(await profile({ fullName: '🫖'.repeat(200) }));
    expectProblem(await profile({ fullName: '🫖'.repeat(201) }), 400, 'validation-failed');
    expectProblem(await register({ password: '🫖'.repeat(9) }), 400, 'validation-failed');
    expectAccepted(await register({ password: '🫖'.repeat(10) }), 201);
  });

  test('has bounds: names 200, descriptions 5,000, tokens 4,096, all else 500', async () => {
    expectAccepted(await register({ fullName: 'n'.repeat(200) }), 201);
    expectProblem(await register({ fullName: 'n'.repeat(201) }), 400, 'validation-failed');
    expectAccepted(await addGoods({ name: 'n'.repeat(200), description: 'd'.repeat(5000) }), 201);
    await each([{ name: 'n'.repeat(201) }, { description: 'd'.repeat(5001) }], addGoods, '400 validation-failed');
    expectAccepted(await addGoods({ category: 'c'.repeat(500), sku: newSku().padEnd(500, 's') }), 201);
    await each([{ category: 'c'.repeat(501) }, { sku: 's'.repeat(501) }], addGoods, '400 validation-failed');
    expectAccepted(await addAddress({ name: 'n'.repeat(200), line1: 'l'.repeat(500), city: 'c'.repeat(500) }), 201);
    await each(
      [{ name: 'n'.repeat(201) }, { line1: 'l'.repeat(501) }, { line2: 'l'.repeat(501) }, { city: 'l'.repeat(501) }],
      addAddress,
      '400 validation-failed',
    );
    await each(
      [{ postalCode: 'l'.repeat(501) }, { region: 'l'.repeat(501) }, { country: 'GBR' }, { country: 'ZZ' }],
      addAddress,
      '400 validation-failed',
    );
    const card = { paymentMethod: 'card' };
    expect((await place({ ...card, paymentToken: 't'.repeat(4096) })).status).toBe(201);
    expectProblem(await place({ ...card, paymentToken: 't'.repeat(4097) }), 400, 'validation-failed');
    await each(
      ['/auth/refresh', '/auth/logout'],
      (path) => api(shop, 'POST', path, { body: { refreshToken: 't'.repeat(4097) } }),
      '400 validation-failed',
    );
    expectProblem(
      await api(shop, 'POST', '/auth/verify', { body: { token: 't'.repeat(4097) } }),
      400,
      'validation-failed',
    );
  });

  test('is text, whole and storable', () =>
    each<unknown>(
      [7, true, null, {}, ['n'], { toString: 'n' }, 'a\0b', '\ud800'].map((fullName) => ({ fullName })),
      profile,
      '400 validation-failed',
    ));

  test('of a password is taken as it is', async () => {
    const email = newEmail();
    const password = '  spaces around  ';
    expectAccepted(await register({ email, password }), 201);
    const login = (given: string) =>
      api(shop, 'POST', '/auth/login', { body: { email: ` ${email} `, password: given } });
    expect((await login(password)).status).toBe(200);
    expectProblem(await login(password.trim()), 401, 'invalid-credentials');
    expectProblem(await register({ password: 'p'.repeat(9) }), 400, 'validation-failed');
    expectProblem(await register({ password: 'p'.repeat(129) }), 400, 'validation-failed');
    expectAccepted(await register({ password: 'p'.repeat(128) }), 201);
    expectAccepted(await register({ password: ' '.repeat(10) }), 201);
  });
});

describe('Numbers', () => {
  const no = [0, 1000, -1, 1.5, '3', ' 3', true, null, [3], {}, 1e21];

  test('of a quantity are whole, from 1 to 999', async () => {
    await each(
      no.map((quantity) => ({ productId: product, quantity })),
      added,
      '400 validation-failed',
    );
    await each(
      no.map((quantity) => ({ items: [{ productId: product, quantity }] })),
      place,
      '400 validation-failed',
    );
    expectAccepted(await added({ productId: product, quantity: 999 }));
    expectProblem(await added({ productId: product, quantity: 1 }), 400, 'validation-failed');
    expectAccepted(await api(shop, 'DELETE', '/cart', { by: ada }));
    expect((await place({ items: [{ productId: product, quantity: 999 }] })).status).toBe(201);
  });

  test('that no number can hold are none', () =>
    each(
      ['1e400', '-1e400', '1e-400', '0x10', '01', '+1', '.5'].map(
        (number) => `{"productId":"${product}","quantity":${number}}`,
      ),
      async (body) => ({ ...(await added(body)), body: null }),
      '400',
    ));

  test('of stock are whole and within a thousand million', async () => {
    const stock = (path: string, body: object) =>
      api(shop, 'POST', `/inventory/${product}${path}`, { by: admin, body });
    await each(
      [0, -1, 1.5, '5', null, 1_000_000_001].map((quantity) => ({ quantity })),
      (body) => stock('/receipts', body),
      '400 validation-failed',
    );
    await each(
      [1_000_000_001, -1_000_000_001, '5', 1.5, null].map((delta) => ({ delta, reason: 'count' })),
      (body) => stock('/adjustments', body),
      '400 validation-failed',
    );
    await each(
      [-1, 1.5, '5', 1_000_000_001].map((initialStock) => ({ initialStock })),
      addGoods,
      '400 validation-failed',
    );
    expectAccepted(await addGoods({ initialStock: 1_000_000_000 }), 201);
  });

  test('of money are minor units, whole, with a currency that exists', async () => {
    const amounts = [-1, 0.5, '1999', null, 90_000_000_001, true].map((amount) => ({ amount, currency: 'EUR' }));
    const currencies = ['EURO', 'eu', 'ZZZ', '', 978, null].map((currency) => ({ amount: 1, currency }));
    await each(
      [...amounts, ...currencies, 1999, '19.99', [], { amount: 1 }, { currency: 'EUR' }].map((price) => ({ price })),
      addGoods,
      '400 validation-failed',
    );
    expectAccepted(await addGoods({ price: { amount: 90_000_000_000, currency: 'JPY' } }), 201);
    expectAccepted(await addGoods({ price: { amount: 0, currency: 'EUR' } }), 201);
  });
});

describe('Unknown fields', () => {
  test('are refused at any depth', async () => {
    await each(
      [{ role: 'admin' }, { roles: ['admin'] }, { isAdmin: true }, { id: product }],
      register,
      '400 validation-failed',
    );
    await each(
      [{ price: { amount: 1, currency: 'EUR', cents: 1 } }, { vendorId: product }],
      addGoods,
      '400 validation-failed',
    );
    await each(
      [
        { items: [{ productId: product, quantity: 1, price: 1 }] },
        { items: [{ productId: product, quantity: 1, unitPrice: { amount: 1, currency: 'EUR' } }] },
        { shippingAddress: { ...anAddress, isDefault: true } },
        { shippingAddress: { ...anAddress, id: product } },
        { shippingAddress: { ...anAddress, geo: { lat: 1 } } },
        { expectedTotal: { amount: 1999, currency: 'EUR', more: 1 } },
        { status: 'confirmed' },
        { total: { amount: 1, currency: 'EUR' } },
      ],
      place,
      '400 validation-failed',
    );
  });

  test('that reach for a prototype are refused, also where names are free', async () => {
    const base = JSON.stringify(goods()).slice(0, -1);
    await each(
      [
        `${base},"__proto__":{"admin":true}}`,
        `${base},"constructor":{"prototype":{}}}`,
        `${base},"attributes":{"__proto__":"x"}}`,
        `${base},"attributes":{"constructor":"x"}}`,
        `${base.replace('"currency"', '"__proto__":{},"currency"')}}`,
      ],
      (body) => api(shop, 'POST', '/products', { by: admin, body }),
      '400 validation-failed',
    );
    await each(
      ['{"__proto__":{}}', '{"constructor":{}}', '{"fullName":"Ada","__proto__":null}', '{"toString":"x"}'],
      profile,
      '400 validation-failed',
    );
  });

  test('are told with a JSON Pointer to each', async () => {
    const { body } = await place({
      shippingAddress: { ...anAddress, 'a/b': 1 },
      items: [{ productId: product, quantity: '1' }],
    });
    expect(body.errors.map((error: { pointer: string }) => error.pointer).toSorted()).toEqual([
      '/items/0/quantity',
      '/shippingAddress/a~1b',
    ]);
  });

  test('of commands without a body are refused too, an empty object is not', async () => {
    expectAccepted(await api(shop, 'DELETE', '/cart', { by: ada, body: {} }));
    expectProblem(await api(shop, 'DELETE', '/cart', { by: ada, body: { all: true } }), 400, 'validation-failed');
  });
});

describe('Bodies', () => {
  const json = { 'content-type': 'application/json' };

  test('that are no JSON are malformed', () =>
    each(
      ['{', '{"fullName":"Ada"', "{'fullName':'Ada'}", '{"fullName":"Ada",}', 'fullName=Ada', '{"a":NaN}', 'undefined'],
      profile,
      '400 malformed-json',
    ));

  test('that are JSON but no object are not valid', () =>
    each(['[]', '"Ada"', '7', 'null', 'true', '[{"fullName":"Ada"}]'], profile, '400 validation-failed'));

  test('that are missing where fields are needed are bad requests', async () => {
    expect((await api(shop, 'POST', '/auth/login')).status).toBe(400);
    expect((await api(shop, 'POST', '/auth/login', { body: '', headers: json })).status).toBe(400);
    expectProblem(await api(shop, 'POST', '/auth/login', { body: {} }), 400, 'validation-failed');
  });

  test('of another content type are not taken', async () => {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json'];
    await each(
      [...types, 'application/xml', 'application/octet-stream', 'application/json; charset=latin1', 'json'],
      (type) =>
        api(shop, 'PATCH', '/users/me', { by: ada, body: '{"fullName":"Ada"}', headers: { 'content-type': type } }),
      '415 unsupported-media-type',
    );
    const untyped = await api(shop, 'PATCH', '/users/me', {
      by: ada,
      body: new TextEncoder().encode('{"fullName":"Ada"}'),
      headers: { 'content-type': '' },
    });
    expectProblem(untyped, 415, 'unsupported-media-type');
    const packed = await api(shop, 'PATCH', '/users/me', {
      by: ada,
      body: gzipSync('{"fullName":"Ada"}'),
      headers: { ...json, 'content-encoding': 'gzip' },
    });
    expectProblem(packed, 415, 'unsupported-media-type');
    await each(
      ['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8', 'Application/JSON'],
      (type) =>
        api(shop, 'PATCH', '/users/me', { by: ada, body: { fullName: 'Ada' }, headers: { 'content-type': type } }),
      '200',
    );
  });

  test('may have 262,144 bytes and not one more', async () => {
    const sized = (bytes: number) => `{"fullName":"Ada"${' '.repeat(bytes - 18)}}`;
    expectAccepted(await profile(sized(262_144)));
    expectProblem(await profile(sized(262_145)), 413, 'payload-too-large');
    expectProblem(await profile(sized(9_000_000)), 413, 'payload-too-large');
  });

  test('that do not tell their size are counted as they come', async () => {
    const { status, body } = await inPieces('PATCH', '/users/me', ada, 100, 'x'.repeat(10_000));
    expect([status, JSON.parse(body).code]).toEqual([413, 'payload-too-large']);
  });

  test('of endless depth or bytes that are no text are refused', async () => {
    const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000);
    expect((await profile(deep)).status).toBe(400);
    expect((await profile('['.repeat(100_000))).status).toBe(400);
    expect((await profile(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).status).toBe(400);
  });

  test('are checked before all else but the role', async () => {
    const nowhere = '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64';
    const wrong = { surprise: 1 };
    await each(
      [`POST /orders/${nowhere}/cancel`, `PUT /orders/${nowhere}/status`, `PATCH /products/${nowhere}`].concat([
        ...[`POST /inventory/${nowhere}/receipts`, 'PATCH /products/no-uuid', `POST /users/${nowhere}/roles`],
      ]),
      (line) => {
        const [method, path] = line.split(' ') as [string, string];
        return api(shop, method, path, { by: admin, body: wrong, headers: { 'if-match': '"7777"' } });
      },
      '400 validation-failed',
    );
    await each(
      ['POST /products', `PATCH /products/${product}`, `POST /users/${nowhere}/roles`, 'POST /inventory/batch'],
      (line) => {
        const [method, path] = line.split(' ') as [string, string];
        return api(shop, method, path, { by: ada, body: wrong });
      },
      '403 forbidden',
    );
    expectProblem(await api(shop, 'POST', '/products', { body: wrong }), 401, 'unauthenticated');
    expectProblem(await api(shop, 'POST', '/products', { by: ada, body: '{' }), 403, 'forbidden');
  });
});

/** A body sent in chunks, without a Content-Length. The caller hangs up on 413 at the latest when it has sent all. */
function inPieces(method: string, path: string, by: Client, pieces: number, piece: string) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const outgoing = request(`${shop.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' },
    });
    let answered = false;
    outgoing.once('error', (error) => (answered ? undefined : reject(error)));
    outgoing.once('response', (response) => {
      answered = true;
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => (body += part));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    outgoing.write('{"fullName":"');
    for (let sent = 0; sent < pieces; sent += 1) outgoing.write(piece);
    outgoing.end('"}');
  });
}
