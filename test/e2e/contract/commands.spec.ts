import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  api,
  each,
  expectAccepted,
  expectProblem,
  forSale,
  newEmail,
  newSku,
  shopWithGoods,
  someone,
  uuid,
} from './ask.ts';
import type { Reply } from '../../http/ask.ts';
import type { Question } from './ask.ts';
import { card, type Client } from '../client.ts';
import type { Shop } from '../shop.ts';
import { anAddress } from '../../an-address.ts';

let shop: Shop;
let admin: Client;
let ada: Client;
let product: string;

beforeAll(async () => void ({ shop, admin, ada, product } = await shopWithGoods(1000)));
afterAll(() => shop.kill());

const order = (changes: object = {}) => ({ ...card(product), ...changes });
const send = (by: Client, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  api(shop, method, path, { by, body, headers } as Question);
const readAfter = (reply: Reply) => ({ 'read-after': reply.headers.get('position')! });

describe('A success', () => {
  test('that makes something is 201, with Location where it can be read', async () => {
    const registered = await api(shop, 'POST', '/auth/register', {
      body: { email: newEmail(), password: 'correct horse', fullName: 'Ada' },
    });
    const added = await send(admin, 'POST', '/products', {
      sku: newSku(),
      name: 'Kettle',
      price: { amount: 1, currency: 'EUR' },
    });
    const placed = await send(ada, 'POST', '/orders', order());
    expectAccepted(await send(ada, 'POST', '/cart/items', { productId: product, quantity: 1 }));
    const { items: _, ...checkout } = order();
    const checkedOut = await send(ada, 'POST', '/cart/checkout', checkout);
    for (const [reply, path, reader] of [
      [registered, '/users', admin],
      [added, '/products', admin],
      [placed, '/orders', ada],
      [checkedOut, '/orders', ada],
    ] as const) {
      expectAccepted(reply, 201);
      expect(reply.headers.get('location')).toBe(`/api/v1${path}/${reply.body.id}`);
      const read = await send(reader, 'GET', `${path}/${reply.body.id}`, undefined, readAfter(reply));
      expect([read.status, read.body.id]).toEqual([200, reply.body.id]);
    }
    const newAddress = await send(ada, 'POST', '/users/me/addresses', anAddress);
    expectAccepted(newAddress, 201);
    expect(newAddress.headers.get('location')).toBeNull();
  });

  test('of any other command is 200 with id, revision and position, and 204 only where the contract says so', async () => {
    const bob = await someone(shop);
    const addressId = (await send(bob, 'POST', '/users/me/addresses', anAddress)).body.id as string;
    const placed = await send(bob, 'POST', '/orders', order());
    const sku = newSku();
    const goods = { name: 'Kettle', price: { amount: 5, currency: 'EUR' } };
    const own = (await send(admin, 'POST', '/products', { sku, ...goods, initialStock: 9 })).body.id as string;
    for (const [by, method, path, body, id] of [
      [bob, 'PATCH', '/users/me', { phone: '1' }, bob.userId],
      [bob, 'PUT', `/users/me/addresses/${addressId}`, anAddress, addressId],
      [bob, 'DELETE', `/users/me/addresses/${addressId}`, undefined, addressId],
      [admin, 'POST', `/users/${bob.userId}/roles`, { role: 'vendor' }, bob.userId],
      [admin, 'DELETE', `/users/${bob.userId}/roles/vendor`, undefined, bob.userId],
      [admin, 'PUT', `/products/${own}`, goods, own],
      [admin, 'PATCH', `/products/${own}`, { name: 'Pot' }, own],
      [admin, 'POST', `/inventory/${own}/receipts`, { quantity: 5 }, own],
      [admin, 'POST', `/inventory/${own}/adjustments`, { delta: -1, reason: 'broken' }, own],
      [bob, 'POST', '/cart/items', { productId: own, quantity: 1 }, null],
      [bob, 'PUT', `/cart/items/${own}`, { quantity: 2 }, null],
      [bob, 'DELETE', `/cart/items/${own}`, undefined, null],
      [bob, 'DELETE', '/cart', undefined, null],
      [bob, 'POST', `/orders/${placed.body.id}/cancel`, {}, placed.body.id],
      [admin, 'DELETE', `/products/${own}`, undefined, own],
    ] as const) {
      const reply = await send(by, method, path, body);
      expect(`${method} ${path}: ${reply.status}`).toBe(`${method} ${path}: 200`);
      expectAccepted(reply);
      if (id !== null) expect(reply.body.id).toBe(id);
    }
    const password = { currentPassword: 'correct horse', newPassword: 'another horse' };
    const changed = await send(bob, 'PUT', '/users/me/password', password);
    const loggedOut = await send(bob, 'POST', '/auth/logout', { refreshToken: bob.refreshToken });
    for (const reply of [changed, loggedOut]) {
      expect([reply.status, reply.text]).toEqual([204, '']);
      expect(reply.headers.get('position')).toMatch(/./);
    }
  });

  test('has a position also where the body is of another kind', async () => {
    const login = await api(shop, 'POST', '/auth/login', {
      body: { email: 'admin@example.com', password: 'admin-password' },
    });
    const refreshed = await api(shop, 'POST', '/auth/refresh', { body: { refreshToken: login.body.refreshToken } });
    const verified = await api(shop, 'POST', '/auth/verify', { body: { token: login.body.accessToken } });
    const batch = await send(admin, 'POST', '/inventory/batch', {
      lines: [{ productId: product, delta: 1, reason: 'count' }],
    });
    for (const reply of [login, refreshed, verified, batch]) {
      expect(reply.status).toBe(200);
      const position = reply.headers.get('position')!;
      const read = await send(admin, 'GET', '/users/me', undefined, { 'read-after': position });
      expect(read.status).toBe(200);
    }
  });

  test('counts revisions from 0, one for each event', async () => {
    const registered = await api(shop, 'POST', '/auth/register', {
      body: { email: newEmail(), password: 'correct horse', fullName: 'Ada' },
    });
    expect(registered.body.revision).toBe(0);
    const bob = await someone(shop);
    for (const revision of [1, 2, 3]) {
      const reply = await send(bob, 'PATCH', '/users/me', { phone: `${revision}` });
      expect(reply.body.revision).toBe(revision);
      const read = await send(bob, 'GET', '/users/me', undefined, readAfter(reply));
      expect([read.body.revision, read.headers.get('etag')]).toEqual([revision, `"${revision}"`]);
    }
  });
});

describe('If-Match', () => {
  test('lets through who knows the newest revision, and tells others what it is', async () => {
    const bob = await someone(shop);
    const placed = await send(bob, 'POST', '/orders', order({ paymentMethod: 'card', paymentToken: 'tok_timeout' }));
    const own = await forSale(admin, 5);
    const item = await send(bob, 'POST', '/cart/items', { productId: own, quantity: 1 });
    const addressId = (await send(bob, 'POST', '/users/me/addresses', anAddress)).body.id as string;
    const commands: [Client, string, string, unknown, string][] = [
      [bob, 'PATCH', '/users/me', { phone: '1' }, '/users/me'],
      [bob, 'POST', '/users/me/addresses', anAddress, '/users/me'],
      [bob, 'PUT', `/users/me/addresses/${addressId}`, { ...anAddress, city: 'Bath' }, '/users/me'],
      [bob, 'DELETE', `/users/me/addresses/${addressId}`, undefined, '/users/me'],
      [
        bob,
        'PUT',
        '/users/me/password',
        { currentPassword: 'correct horse', newPassword: 'another horse' },
        '/users/me',
      ],
      [admin, 'POST', `/users/${bob.userId}/roles`, { role: 'vendor' }, `/users/${bob.userId}`],
      [admin, 'DELETE', `/users/${bob.userId}/roles/vendor`, undefined, `/users/${bob.userId}`],
      [admin, 'PATCH', `/products/${own}`, { name: 'Pot' }, `/products/${own}`],
      [admin, 'PUT', `/products/${own}`, { name: 'Pan', price: { amount: 5, currency: 'EUR' } }, `/products/${own}`],
      [admin, 'POST', `/inventory/${own}/receipts`, { quantity: 1 }, `/inventory/${own}`],
      [admin, 'POST', `/inventory/${own}/adjustments`, { delta: 1, reason: 'count' }, `/inventory/${own}`],
      [bob, 'POST', '/cart/items', { productId: own, quantity: 1 }, '/cart'],
      [bob, 'PUT', `/cart/items/${own}`, { quantity: 3 }, '/cart'],
      [bob, 'DELETE', '/cart', undefined, '/cart'],
      [admin, 'DELETE', `/products/${own}`, undefined, `/products/${own}`],
    ];
    expectAccepted(item);
    let position = item.body.position as string;
    for (const [by, method, path, body, resource] of commands) {
      const read = await send(by, 'GET', resource, undefined, { 'read-after': position });
      const etag = read.headers.get('etag')!;
      expect(etag).toBe(`"${read.body.revision}"`);
      for (const other of [read.body.revision - 1, read.body.revision + 1, read.body.revision + 1000]) {
        if (other < 0) continue;
        const refused = await send(by, method, path, body, { 'if-match': `"${other}"` });
        expect(`${method} ${path}: ${refused.status}`).toBe(`${method} ${path}: 412`);
        expectProblem(refused, 412, 'revision-mismatch');
        expect(refused.body.currentRevision).toBe(read.body.revision);
      }
      const done = await send(by, method, path, body, { 'if-match': etag });
      expect(`${method} ${path}: ${done.status}`).toMatch(/: 20[0-4]$/);
      position = done.headers.get('position')!;
      expect(done.headers.get('etag')).toBe(`"${read.body.revision + 1}"`);
      const stale = await send(by, method, path, body, { 'if-match': etag });
      expect(`again ${method} ${path}: ${stale.status}`).toMatch(/: (412|404|403)$/);
    }
    const current = await bob.until(`/orders/${placed.body.id}`, ({ body }) => body.revision >= 1);
    const cancel = (revision: number) =>
      send(bob, 'POST', `/orders/${placed.body.id}/cancel`, {}, { 'if-match': `"${revision}"` });
    const refused = await cancel(current.body.revision - 1);
    expectProblem(refused, 412, 'revision-mismatch');
    expectAccepted(await cancel(refused.body.currentRevision));
  });

  test('is a revision in quotes and nothing else', () =>
    each(
      ['0', '"abc"', 'W/"0"', '*', '"0", "1"', '""', '"1.5"', '"00"', '"-2"', 'zero'],
      (header) => send(ada, 'PATCH', '/users/me', { phone: '1' }, { 'if-match': header }),
      '400 validation-failed',
    ));

  test('makes one winner of many who know the same revision', async () => {
    const bob = await someone(shop);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send(bob, 'PATCH', '/users/me', { phone: `${index}` }, { 'if-match': '"0"' }),
      ),
    );
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
    for (const other of replies.filter((reply) => reply.status !== 200)) {
      expectProblem(other, 412, 'revision-mismatch');
      expect(other.body.currentRevision).toBe(1);
    }
  });

  test('is not needed: without it commands for one thing at once all have their effect', async () => {
    const bob = await someone(shop);
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => send(bob, 'POST', '/cart/items', { productId: product, quantity: 1 })),
    );
    expect(replies.map((reply) => reply.status)).toEqual(Array.from({ length: 30 }, () => 200));
    expect(new Set(replies.map((reply) => reply.body.revision)).size).toBe(30);
    const last = replies
      .map((reply) => reply.body.position as string)
      .toSorted((a, b) => (a < b ? -1 : 1))
      .at(-1)!;
    const cart = await send(bob, 'GET', '/cart', undefined, { 'read-after': last });
    expect(cart.body.items).toMatchObject([{ productId: product, quantity: 30 }]);
  });
});

test('A command sees what was acknowledged before it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const email = newEmail();
    const registered = await api(shop, 'POST', '/auth/register', {
      body: { email, password: 'correct horse', fullName: 'Ada' },
    });
    const again = { email: email.toUpperCase(), password: 'correct horse', fullName: 'Eve' };
    expectProblem(await api(shop, 'POST', '/auth/register', { body: again }), 409, 'email-taken');
    const bob = await shop.client().login(email, 'correct horse');
    expectAccepted(await send(admin, 'POST', `/users/${registered.body.id}/roles`, { role: 'vendor' }));
    const refreshed = await api(shop, 'POST', '/auth/refresh', { body: { refreshToken: bob.refreshToken } });
    expect(refreshed.body.roles.toSorted((a: string, b: string) => a.localeCompare(b))).toEqual(['customer', 'vendor']);
    bob.token = refreshed.body.accessToken;
    const own = await forSale(bob, 5);
    expectAccepted(await send(bob, 'POST', '/cart/items', { productId: own, quantity: 2 }));
    const { items: _, ...checkout } = order();
    const placed = await send(bob, 'POST', '/cart/checkout', checkout);
    expectAccepted(placed, 201);
    expectProblem(await send(bob, 'POST', '/cart/checkout', checkout), 409, 'cart-empty');
    expectAccepted(await send(bob, 'PATCH', `/products/${own}`, { price: { amount: 4321, currency: 'EUR' } }));
    const second = await send(bob, 'POST', '/orders', order({ items: [{ productId: own, quantity: 1 }] }));
    expect(second.body.total).toEqual({ amount: 4321, currency: 'EUR' });
    expectAccepted(await send(bob, 'DELETE', `/products/${own}`));
    const third = await send(bob, 'POST', '/orders', order({ items: [{ productId: own, quantity: 1 }] }));
    expectProblem(third, 409, 'product-unavailable');
  }
});

describe('Prefer: wait', () => {
  const wait = (seconds: string) => ({ prefer: `wait=${seconds}` });

  test('answers when the order is confirmed or cancelled, and says that it was heeded', async () => {
    const scarce = await forSale(admin, 1);
    for (const [changes, status] of [
      [{}, 'confirmed'],
      [{ paymentMethod: 'cash_on_delivery', paymentToken: undefined }, 'confirmed'],
      [{ paymentToken: 'tok_declined' }, 'cancelled'],
      [{ paymentToken: 'tok_insufficient_funds' }, 'cancelled'],
      [{ items: [{ productId: scarce, quantity: 2 }] }, 'cancelled'],
    ] as const) {
      const reply = await send(ada, 'POST', '/orders', order(changes), wait('10'));
      expectAccepted(reply, 201);
      expect([changes, reply.body.status]).toEqual([changes, status]);
      expect(reply.headers.get('preference-applied')).toMatch(/^wait/);
      const read = await send(ada, 'GET', `/orders/${reply.body.id}`, undefined, readAfter(reply));
      expect(read.body.status).toBe(status);
    }
    expectAccepted(await send(ada, 'POST', '/cart/items', { productId: product, quantity: 1 }));
    const { items: _, ...checkout } = order();
    const checkedOut = await send(ada, 'POST', '/cart/checkout', checkout, wait('10'));
    expect([checkedOut.status, checkedOut.body.status]).toEqual([201, 'confirmed']);
    expect(checkedOut.headers.get('preference-applied')).toMatch(/^wait/);
  });

  test('answers as placed when the time is over', async () => {
    const reply = await send(ada, 'POST', '/orders', order({ paymentToken: 'tok_timeout' }), wait('1'));
    expect([reply.status, reply.body.status]).toEqual([201, 'placed']);
    expect(reply.headers.get('preference-applied')).toMatch(/^wait/);
    expect(reply.body.id).toMatch(uuid);
  });

  test('is a wish: without it, or where it cannot be read, the order is answered as placed', async () => {
    for (const headers of [{}, { prefer: 'return=minimal' }, wait('soon'), wait('-1')] as Record<string, string>[]) {
      const reply = await send(ada, 'POST', '/orders', order(), headers);
      expect([headers, reply.status, reply.body.status]).toEqual([headers, 201, 'placed']);
      expect(reply.headers.get('preference-applied')).toBeNull();
      expect(reply.body).toEqual({
        id: expect.stringMatching(uuid),
        orderNumber: expect.any(String),
        status: 'placed',
        total: { amount: 1999, currency: 'EUR' },
        revision: 0,
        position: expect.any(String),
      });
    }
  });
});
