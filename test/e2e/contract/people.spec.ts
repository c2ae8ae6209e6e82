import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { api, each, expectAccepted, expectProblem, newEmail, someone, time, uuid } from './ask.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { anAddress } from '../../an-address.ts';

let shop: Shop;
let admin: Client;

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
});
afterAll(() => shop.kill());

const send = (by: Client, method: string, path: string, body?: unknown) => api(shop, method, path, { by, body });
const nowhere = '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64';

/** Who somebody is after the position. */
async function profileOf(by: Client, position: string, path = '/users/me') {
  const { status, body } = await api(shop, 'GET', path, { by, headers: { 'read-after': position } });
  expect(status).toBe(200);
  return body;
}

describe('A profile', () => {
  test('is whole and nothing more', async () => {
    const email = newEmail();
    const bob = await someone(shop, email);
    const me = await profileOf(bob, bob.position!);
    expect(me).toEqual({
      id: bob.userId,
      email,
      fullName: 'Ada Lovelace',
      phone: null,
      roles: ['customer'],
      addresses: [],
      createdAt: expect.stringMatching(time),
      revision: 0,
    });
    expect(await profileOf(admin, bob.position!, `/users/${bob.userId}`)).toEqual(me);
  });

  test('changes in what is given', async () => {
    const bob = await someone(shop);
    const patched = await send(bob, 'PATCH', '/users/me', { fullName: ' Ada King ', phone: '+44 20 7946 0000' });
    expectAccepted(patched);
    expect(patched.body.id).toBe(bob.userId);
    expect(await profileOf(bob, patched.body.position)).toMatchObject({
      fullName: 'Ada King',
      phone: '+44 20 7946 0000',
      revision: patched.body.revision,
    });
    const named = await send(bob, 'PATCH', '/users/me', { fullName: 'Ada Byron' });
    expect(await profileOf(bob, named.body.position)).toMatchObject({
      fullName: 'Ada Byron',
      phone: '+44 20 7946 0000',
    });
    await each(
      [
        { email: newEmail() },
        { roles: ['admin'] },
        { id: nowhere },
        { fullName: null },
        { phone: 44 },
        { password: 'x' },
      ],
      (body) => send(bob, 'PATCH', '/users/me', body),
      '400 validation-failed',
    );
  });

  test('keeps the e-mail as it was written', async () => {
    const email = newEmail().replace('someone', 'SomeOne');
    const bob = await someone(shop, email);
    expect((await profileOf(bob, bob.position!)).email.toLowerCase()).toBe(email.toLowerCase());
  });
});

describe('Addresses', () => {
  test('are added, changed and removed; the newest default wins', async () => {
    const bob = await someone(shop);
    const add = (changes: object = {}) => send(bob, 'POST', '/users/me/addresses', { ...anAddress, ...changes });
    const [home, work] = [await add({ isDefault: true }), await add({ name: 'Work', line2: 'Floor 3', region: 'X' })];
    expectAccepted(home, 201);
    expectAccepted(work, 201);
    let me = await profileOf(bob, work.body.position);
    expect(me.revision).toBe(work.body.revision);
    expect(me.addresses).toEqual([
      { id: home.body.id, ...anAddress, line2: null, region: null, isDefault: true },
      { id: work.body.id, ...anAddress, name: 'Work', line2: 'Floor 3', region: 'X', isDefault: false },
    ]);
    const changed = await send(bob, 'PUT', `/users/me/addresses/${work.body.id}`, { ...anAddress, isDefault: true });
    expectAccepted(changed);
    expect(changed.body.id).toBe(work.body.id);
    me = await profileOf(bob, changed.body.position);
    expect(me.addresses.map((one: { isDefault: boolean }) => one.isDefault)).toEqual([false, true]);
    expect(me.addresses[1]).toMatchObject({ name: anAddress.name, line2: null, region: null });
    const third = await add({ isDefault: true });
    me = await profileOf(bob, third.body.position);
    expect(me.addresses.map((one: { isDefault: boolean }) => one.isDefault)).toEqual([false, false, true]);
    const removed = await send(bob, 'DELETE', `/users/me/addresses/${home.body.id}`);
    expectAccepted(removed);
    me = await profileOf(bob, removed.body.position);
    expect(me.addresses.map((one: { id: string }) => one.id)).toEqual([work.body.id, third.body.id]);
    expectProblem(await send(bob, 'DELETE', `/users/me/addresses/${home.body.id}`), 404, 'not-found');
    expectProblem(await send(bob, 'PUT', `/users/me/addresses/${home.body.id}`, anAddress), 404, 'not-found');
  });

  test('of others are not there', async () => {
    const [bob, eve] = [await someone(shop), await someone(shop)];
    const { id } = (await send(bob, 'POST', '/users/me/addresses', anAddress)).body;
    expectProblem(await send(eve, 'PUT', `/users/me/addresses/${id}`, anAddress), 404, 'not-found');
    expectProblem(await send(eve, 'DELETE', `/users/me/addresses/${id}`), 404, 'not-found');
    expectProblem(await send(admin, 'DELETE', `/users/me/addresses/${id}`), 404, 'not-found');
    expectProblem(await send(bob, 'PUT', '/users/me/addresses/no-uuid', anAddress), 404, 'not-found');
    expectProblem(await send(bob, 'PUT', '/users/me/addresses/no-uuid', {}), 400, 'validation-failed');
  });

  test('are whole', async () => {
    const bob = await someone(shop);
    const add = (body: object) => send(bob, 'POST', '/users/me/addresses', body);
    await each(
      ['name', 'line1', 'city', 'postalCode', 'country'],
      (missing) => add({ ...anAddress, [missing]: undefined }),
      '400 validation-failed',
    );
    await each(
      [
        { country: 'XX' },
        { country: 'England' },
        { country: 'G' },
        { isDefault: 'true' },
        { isDefault: 1 },
        { id: nowhere },
      ],
      (changes) => add({ ...anAddress, ...changes }),
      '400 validation-failed',
    );
    expectProblem(await send(bob, 'PUT', `/users/me/addresses/${nowhere}`, anAddress), 404, 'not-found');
  });
});

describe('Roles', () => {
  const roles = (method: string, id: string, role: string, by = admin) =>
    method === 'POST'
      ? send(by, 'POST', `/users/${id}/roles`, { role })
      : send(by, 'DELETE', `/users/${id}/roles/${role}`);
  const goods = { sku: 'ROLE-1', name: 'Kettle', price: { amount: 1, currency: 'EUR' } };

  test('count from the next token on, and so does their end', async () => {
    const bob = await someone(shop);
    const granted = await roles('POST', bob.userId!, 'vendor');
    expectAccepted(granted);
    expect(granted.body.id).toBe(bob.userId);
    expectProblem(await send(bob, 'POST', '/products', goods), 403, 'forbidden');
    const next = await api(shop, 'POST', '/auth/refresh', { body: { refreshToken: bob.refreshToken } });
    expect(new Set(next.body.roles)).toEqual(new Set(['customer', 'vendor']));
    bob.token = next.body.accessToken;
    expectAccepted(await send(bob, 'POST', '/products', goods), 201);
    expect(new Set((await profileOf(bob, granted.body.position)).roles)).toEqual(new Set(['customer', 'vendor']));
    const revoked = await roles('DELETE', bob.userId!, 'vendor');
    expectAccepted(revoked);
    expect((await profileOf(bob, revoked.body.position)).roles).toEqual(['customer']);
    const last = await api(shop, 'POST', '/auth/refresh', { body: { refreshToken: next.body.refreshToken } });
    expect(last.body.roles).toEqual(['customer']);
  });

  test('are granted and taken twice without harm', async () => {
    const bob = await someone(shop);
    const [first, second] = [await roles('POST', bob.userId!, 'vendor'), await roles('POST', bob.userId!, 'vendor')];
    expectAccepted(second);
    expect(second.body.revision).toBe(first.body.revision);
    const [third, fourth] = [
      await roles('DELETE', bob.userId!, 'vendor'),
      await roles('DELETE', bob.userId!, 'vendor'),
    ];
    expectAccepted(third);
    expect([200, 404]).toContain(fourth.status);
  });

  test('are three, of people who are there, and for admins to give', async () => {
    const bob = await someone(shop);
    for (const role of ['customer', 'vendor', 'admin']) expectAccepted(await roles('POST', bob.userId!, role));
    await each(
      ['emperor', '', 'Admin', 'admin,vendor'],
      (role) => roles('POST', bob.userId!, role),
      '400 validation-failed',
    );
    expect([400, 404]).toContain((await roles('DELETE', bob.userId!, 'emperor')).status);
    expectProblem(await roles('POST', nowhere, 'vendor'), 404, 'not-found');
    expectProblem(await roles('POST', 'no-uuid', 'vendor'), 404, 'not-found');
    expectProblem(await roles('DELETE', nowhere, 'vendor'), 404, 'not-found');
    const eve = await someone(shop);
    expectProblem(await roles('POST', eve.userId!, 'admin', eve), 403, 'forbidden');
    expectProblem(await roles('DELETE', bob.userId!, 'admin', eve), 403, 'forbidden');
  });
});

describe('People', () => {
  test('are listed for admins, everybody once', async () => {
    const bob = await someone(shop);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await api(shop, 'GET', `/users?limit=3${cursor}`, {
        by: admin,
        headers: { 'read-after': bob.position! },
      });
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor === null ? '' : `&cursor=${encodeURIComponent(body.nextCursor)}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(bob.userId);
    expect(seen).toContain(admin.userId);
    const { body } = await api(shop, 'GET', '/users?limit=100', { by: admin });
    const item = body.items.find(({ id }: { id: string }) => id === bob.userId);
    const { revision: _, ...me } = await profileOf(bob, bob.position!);
    expect(item).toMatchObject(me);
  });

  test('are for admins, and only those who are there', async () => {
    const bob = await someone(shop);
    for (const path of ['/users', `/users/${bob.userId}`, `/users/${admin.userId}`]) {
      expectProblem(await send(bob, 'GET', path), 403, 'forbidden');
      expectProblem(await api(shop, 'GET', path), 401, 'unauthenticated');
    }
    expectProblem(await send(admin, 'GET', `/users/${nowhere}`), 404, 'not-found');
    expectProblem(await send(admin, 'GET', '/users/no-uuid'), 404, 'not-found');
    expect(bob.userId).toMatch(uuid);
  });
});
