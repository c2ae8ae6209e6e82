import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { api, each, expectAccepted, expectProblem, newEmail, newSku, shopWithGoods, someone } from './ask.ts';
import type { Reply } from '../../http/ask.ts';
import { Client } from '../client.ts';
import { startShop, type Shop } from '../shop.ts';
import { anAddress } from '../../an-address.ts';

let shop: Shop;
let admin: Client;
let ada: Client;
let product: string;

beforeAll(async () => void ({ shop, admin, ada, product } = await shopWithGoods(10_000)));
afterAll(() => shop.kill());

type Keyed = { readonly key: string; readonly by?: Client | null; readonly body?: unknown };

const send = (method: string, path: string, { key, by, body }: Keyed, headers: Record<string, string> = {}) =>
  api(shop, method, path, { ...(by ? { by } : {}), body, headers: { 'idempotency-key': key, ...headers } });
const isReplay = (reply: Reply) => reply.headers.get('idempotent-replayed') === 'true';
const kettle = () => ({ sku: newSku(), name: 'Kettle', price: { amount: 1999, currency: 'EUR' }, initialStock: 3 });
const order = () => ({
  items: [{ productId: product, quantity: 1 }],
  paymentMethod: 'cash_on_delivery',
  shippingAddress: anAddress,
});

/** Fifty at once; those that did not wait for the first are repeated, as they are told to. */
async function fiftyTimes(once: () => Promise<Reply>): Promise<Reply[]> {
  const replies = await Promise.all(Array.from({ length: 50 }, once));
  return Promise.all(
    replies.map(async (reply) => {
      let last = reply;
      while (last.body?.code === 'request-in-progress') last = await once();
      return last;
    }),
  );
}

function expectOneEffect(replies: readonly Reply[], status: number): void {
  expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([status]));
  expect(new Set(replies.map((reply) => reply.text)).size).toBe(1);
  expect(replies.filter((reply) => !isReplay(reply))).toHaveLength(1);
}

describe('Fifty requests at once with one key', () => {
  test('place one order', async () => {
    const key = randomUUID();
    const body = order();
    const replies = await fiftyTimes(() => send('POST', '/orders', { key, by: ada, body }));
    expectOneEffect(replies, 201);
    const { body: list } = await ada.get('/orders?limit=100', { headers: { 'read-after': replies[0]!.body.position } });
    expect(list.items.map((item: { id: string }) => item.id)).toEqual([replies[0]!.body.id]);
  });

  test('add one product, and its stock once', async () => {
    const key = randomUUID();
    const body = kettle();
    const replies = await fiftyTimes(() => send('POST', '/products', { key, by: admin, body }));
    expectOneEffect(replies, 201);
    const { id, position } = replies[0]!.body;
    const stock = await admin.get(`/inventory/${id}`, { headers: { 'read-after': position } });
    expect(stock.body.onHand).toBe(3);
    const found = await admin.get(`/products?q=${body.sku}&limit=100`);
    expect(found.body.items.filter((item: { sku: string }) => item.sku === body.sku)).toHaveLength(1);
  });

  test('register one person', async () => {
    const body = { email: newEmail(), password: 'correct horse', fullName: 'Ada' };
    const replies = await fiftyTimes(() => send('POST', '/auth/register', { key: 'register-me', body }));
    expectOneEffect(replies, 201);
  });

  test('add to the cart once', async () => {
    const bob = await someone(shop);
    const body = { productId: product, quantity: 2 };
    const replies = await fiftyTimes(() => send('POST', '/cart/items', { key: 'k', by: bob, body }));
    expectOneEffect(replies, 200);
    const cart = await bob.get('/cart', { headers: { 'read-after': replies[0]!.body.position } });
    expect(cart.body.items).toMatchObject([{ quantity: 2 }]);
  });

  test('are refused alike, to the letter', async () => {
    const bob = await someone(shop);
    const body = { paymentMethod: 'cash_on_delivery', shippingAddress: anAddress };
    const replies = await fiftyTimes(() => send('POST', '/cart/checkout', { key: 'empty', by: bob, body }));
    expectOneEffect(replies, 409);
    expect(replies[0]!.body.code).toBe('cart-empty');
  });

  test('of two different requests do one of them', async () => {
    const bob = await someone(shop);
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        send('PATCH', '/users/me', { key: 'mixed', by: bob, body: { phone: index % 2 === 0 ? '1' : '2' } }),
      ),
    );
    const done = replies.filter((reply) => reply.status === 200);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map((reply) => reply.text)).size).toBe(1);
    for (const other of replies.filter((reply) => reply.status !== 200)) {
      expect(['idempotency-key-reused', 'request-in-progress']).toContain(other.body.code);
    }
  });
});

describe('A replay', () => {
  test('has the status, the body and the headers of the first answer, and says what it is', async () => {
    const question = { key: randomUUID(), by: admin, body: kettle() };
    const [first, second] = [await send('POST', '/products', question), await send('POST', '/products', question)];
    expect([isReplay(first), isReplay(second)]).toEqual([false, true]);
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    for (const header of ['location', 'position', 'etag', 'content-type']) {
      expect([header, second.headers.get(header)]).toEqual([header, first.headers.get(header)]);
    }
  });

  test('is given also when the revision that was asked for is gone by then, and to another session of the user', async () => {
    const email = newEmail();
    const bob = await someone(shop, email);
    const elsewhere = await shop.client().login(email, 'correct horse');
    const question = { key: randomUUID(), body: { phone: '1' } };
    const first = await send('PATCH', '/users/me', { ...question, by: bob }, { 'if-match': '"0"' });
    const second = await send('PATCH', '/users/me', { ...question, by: elsewhere }, { 'if-match': '"0"' });
    expectAccepted(first);
    expect([second.status, second.text, isReplay(second)]).toEqual([200, first.text, true]);
  });

  test('of an order that was waited for tells how that ended', async () => {
    const question = { key: randomUUID(), by: ada, body: order() };
    const first = await send('POST', '/orders', question, { prefer: 'wait=10' });
    expect([first.status, first.body.status]).toEqual([201, 'confirmed']);
    const second = await send('POST', '/orders', question, { prefer: 'wait=10' });
    expect([second.status, second.text, isReplay(second)]).toEqual([201, first.text, true]);
  });

  test('of a rebuild starts no other', async () => {
    const question = { key: randomUUID(), by: admin, body: {} };
    const first = await send('POST', '/admin/projections/customers/rebuild', question);
    expect([first.status, first.body]).toMatchObject([202, { jobId: expect.any(String) }]);
    expect(first.headers.get('position')).toMatch(/./);
    const second = await send('POST', '/admin/projections/customers/rebuild', question);
    expect([second.status, second.text, isReplay(second)]).toEqual([202, first.text, true]);
  });

  test('of an answer without a body has none either', async () => {
    const bob = await someone(shop);
    const body = { currentPassword: 'correct horse', newPassword: 'another horse' };
    const once = () => send('PUT', '/users/me/password', { key: 'k', by: bob, body });
    const [first, second] = [await once(), await once()];
    expect([first.status, second.status, second.text]).toEqual([204, 204, '']);
    expect(isReplay(second)).toBe(true);
    expect(second.headers.get('position')).toBe(first.headers.get('position'));
  });

  test('is the same request however its JSON is written', async () => {
    const key = randomUUID();
    const first = await send('POST', '/cart/items', { key, by: ada, body: { productId: product, quantity: 1 } });
    const again = ` { "quantity" : 1,\n "productId":"${product}"} `;
    const second = await send('POST', '/cart/items', { key, by: ada, body: again });
    expect([second.status, second.text, isReplay(second)]).toEqual([200, first.text, true]);
  });

  test('of a refusal that is remembered has its body, also when it would go well by now', async () => {
    const bob = await someone(shop);
    const question = {
      key: randomUUID(),
      by: bob,
      body: { paymentMethod: 'cash_on_delivery', shippingAddress: anAddress },
    };
    const refused = await send('POST', '/cart/checkout', question);
    expectProblem(refused, 409, 'cart-empty');
    expectAccepted(await api(shop, 'POST', '/cart/items', { by: bob, body: { productId: product, quantity: 1 } }));
    const replayed = await send('POST', '/cart/checkout', question);
    expectProblem(replayed, 409, 'cart-empty');
    expect([isReplay(refused), isReplay(replayed), replayed.text]).toEqual([false, true, refused.text]);
    const fresh = await send('POST', '/cart/checkout', { ...question, key: randomUUID() });
    expect(fresh.status).toBe(201);
  });

  test('of a sku or an e-mail that was taken is remembered', async () => {
    const taken = kettle();
    expectAccepted(await api(shop, 'POST', '/products', { by: admin, body: taken }), 201);
    const email = newEmail();
    await someone(shop, email);
    const person = { email, password: 'correct horse', fullName: 'Eve' };
    for (const [path, by, body, code] of [
      ['/products', admin, taken, 'sku-taken'],
      ['/auth/register', null, person, 'email-taken'],
    ] as const) {
      const key = randomUUID();
      const first = await send('POST', path, { key, by, body });
      const second = await send('POST', path, { key, by, body });
      expectProblem(first, 409, code);
      expectProblem(second, 409, code);
      expect([second.text, isReplay(second)]).toEqual([first.text, true]);
    }
  });
});

describe('Not remembered', () => {
  test('are bodies that were not valid', async () => {
    const key = randomUUID();
    expectProblem(await send('POST', '/products', { key, by: admin, body: {} }), 400, 'validation-failed');
    const added = await send('POST', '/products', { key, by: admin, body: kettle() });
    expectAccepted(added, 201);
    expect(isReplay(added)).toBe(false);
  });

  test('are things that were not there, or moved on, or belong to others', async () => {
    const bob = await someone(shop);
    const nowhere = '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64';
    for (const expected of [404, 404]) {
      const reply = await send('POST', '/cart/items', {
        key: 'k1',
        by: bob,
        body: { productId: nowhere, quantity: 1 },
      });
      expect([reply.status, isReplay(reply)]).toEqual([expected, false]);
    }
    const question = { key: 'k2', by: bob, body: { phone: '1' } };
    expectProblem(await send('PATCH', '/users/me', question, { 'if-match': '"5"' }), 412, 'revision-mismatch');
    const done = await send('PATCH', '/users/me', question, { 'if-match': '"0"' });
    expectAccepted(done);
    expect(isReplay(done)).toBe(false);
    const forbidden = () => send('POST', '/products', { key: 'k3', by: bob, body: kettle() });
    expectProblem(await forbidden(), 403, 'forbidden');
    expect(isReplay(await forbidden())).toBe(false);
    const wrong = { key: 'k4', by: bob, body: { currentPassword: 'wrong horse!', newPassword: 'another horse' } };
    expectProblem(await send('PUT', '/users/me/password', wrong), 403, 'invalid-credentials');
    expect(isReplay(await send('PUT', '/users/me/password', wrong))).toBe(false);
  });

  test('are logins, which take no key: each makes a session of its own', async () => {
    const email = newEmail();
    await someone(shop, email);
    const body = { email, password: 'correct horse' };
    const [first, second] = [
      await send('POST', '/auth/login', { key: 'k', body }),
      await send('POST', '/auth/login', { key: 'k', body }),
    ];
    expect([first.status, second.status, isReplay(second)]).toEqual([200, 200, false]);
    expect(second.body.refreshToken).not.toBe(first.body.refreshToken);
    const wrong = await send('POST', '/auth/login', { key: 'k', body: { email, password: 'wrong' } });
    expectProblem(wrong, 401, 'invalid-credentials');
  });
});

describe('A key', () => {
  test('belongs to one request: another method, path or body is refused and does nothing', async () => {
    const bob = await someone(shop);
    const key = randomUUID();
    const body = { productId: product, quantity: 1 };
    expectAccepted(await send('POST', '/cart/items', { key, by: bob, body }));
    const others: [string, string, unknown][] = [
      ['POST', '/cart/items', { productId: product, quantity: 2 }],
      ['PUT', `/cart/items/${product}`, { quantity: 9 }],
      ['DELETE', '/cart', undefined],
      ['PATCH', '/users/me', { phone: '1' }],
      ['POST', '/orders', order()],
    ];
    for (const [method, path, changed] of others) {
      expectProblem(await send(method, path, { key, by: bob, body: changed }), 422, 'idempotency-key-reused');
    }
    expect((await bob.get('/cart')).body.items).toMatchObject([{ quantity: 1 }]);
    expect((await send('POST', '/cart/items', { key, by: bob, body })).status).toBe(200);
  });

  test('of a refused request belongs to that too', async () => {
    const bob = await someone(shop);
    const body = { paymentMethod: 'cash_on_delivery', shippingAddress: anAddress };
    expectProblem(await send('POST', '/cart/checkout', { key: 'k', by: bob, body }), 409, 'cart-empty');
    const other = await send('PATCH', '/users/me', { key: 'k', by: bob, body: { phone: '1' } });
    expectProblem(other, 422, 'idempotency-key-reused');
  });

  test('means nothing to another user', async () => {
    const [bob, eve] = [await someone(shop), await someone(shop)];
    const body = { productId: product, quantity: 1 };
    const [his, hers] = [
      await send('POST', '/cart/items', { key: 'same', by: bob, body }),
      await send('POST', '/cart/items', { key: 'same', by: eve, body }),
    ];
    expectAccepted(hers);
    expect([isReplay(hers), hers.body.id === his.body.id]).toEqual([false, false]);
    expectAccepted(await send('PATCH', '/users/me', { key: 'same', by: admin, body: { phone: '1' } }));
  });

  test('of a registration belongs to the e-mail in it', async () => {
    const register = (email: string, fullName = 'Ada') =>
      send('POST', '/auth/register', { key: 'register', body: { email, password: 'correct horse', fullName } });
    const [first, second] = [newEmail(), newEmail()];
    const [a, b, again] = [await register(first), await register(second), await register(first)];
    expect([a.status, b.status, isReplay(b)]).toEqual([201, 201, false]);
    expect([again.text, isReplay(again)]).toEqual([a.text, true]);
    expectProblem(await register(first, 'Somebody else'), 422, 'idempotency-key-reused');
    expectProblem(await register(first.toUpperCase(), 'Somebody else'), 422, 'idempotency-key-reused');
  });

  test('is 1 to 255 characters of ! to ~', async () => {
    const patch = (key: string) => send('PATCH', '/users/me', { key, by: ada, body: { phone: '1' } });
    await each(['!', '~', 'k'.repeat(255), '!"#$%&()*+,-./:;<=>?@[]^_`{|}~'], patch, '200');
    await each(['', ' ', 'two words', 'k'.repeat(256), 'kéy', 'a\tb'], patch, '400 validation-failed');
  });
});

test('What was answered is answered again after a restart and after a crash, and done no second time', async () => {
  const bob = await someone(shop);
  const requests: [string, string, Client | null, object][] = [
    ['POST', '/orders', bob, order()],
    ['POST', '/cart/items', bob, { productId: product, quantity: 1 }],
    ['POST', '/products', admin, kettle()],
    ['PATCH', '/users/me', bob, { phone: '+44 1' }],
    ['PUT', '/users/me/password', bob, { currentPassword: 'correct horse', newPassword: 'another horse' }],
    ['POST', '/auth/register', null, { email: newEmail(), password: 'correct horse', fullName: 'Ada' }],
    ['POST', '/orders/3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64/cancel', bob, {}],
  ];
  const keyOf = (index: number) => `restart-${index}`;
  const all = () =>
    Promise.all(requests.map(([method, path, by, body], index) => send(method, path, { key: keyOf(index), by, body })));
  const first: Reply[] = [];
  for (const [index, [method, path, by, body]] of requests.entries()) {
    first.push(await send(method, path, { key: keyOf(index), by, body }));
  }
  expect(first.map((reply) => reply.status)).toEqual([201, 200, 201, 200, 204, 201, 404]);
  for (const end of ['kill', 'stop'] as const) {
    const { dataDir } = shop;
    await shop[end]();
    shop = await startShop({}, dataDir);
    const again = await all();
    expect(again.slice(0, 6).map((reply) => [reply.status, reply.text, isReplay(reply)])).toEqual(
      first.slice(0, 6).map((reply) => [reply.status, reply.text, true]),
    );
    expect([again[6]!.status, isReplay(again[6]!)]).toEqual([404, false]);
  }
  const reader = new Client(shop.url);
  reader.token = bob.token;
  const after = { headers: { 'read-after': first[0]!.body.position as string } };
  expect((await reader.get('/orders', after)).body.items).toHaveLength(1);
  expect((await reader.get('/cart')).body.items).toMatchObject([{ quantity: 1 }]);
});
