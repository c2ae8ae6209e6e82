import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ada, bob, boss, vera } from '../../test/queries/people.ts';
import { idOf, ShopToRead } from '../../test/queries/shop-to-read.ts';
import { aKeptAddress } from '../../test/an-address.ts';

const shop = new ShopToRead();

beforeAll(async () => {
  const register = (id: string, email: string) =>
    shop.happened(
      `user-${id}`,
      'UserRegistered',
      { email, fullName: 'Ada Lovelace', passwordHash: 'hash', roles: ['customer'] },
      { subject: id },
    );
  await register(ada.userId, 'ada@example.com');
  const added = { addressId: idOf('home'), address: aKeptAddress, isDefault: true };
  await shop.happened(`user-${ada.userId}`, 'UserAddressAdded', added, { subject: ada.userId });
  await register(bob.userId, 'bob@example.com');
  await shop.happened(`user-${bob.userId}`, 'UserErased');
  await shop.catchUp();
  await shop.open();
});
afterAll(() => shop.close());

const profile = {
  id: ada.userId,
  email: 'ada@example.com',
  fullName: 'Ada Lovelace',
  phone: null,
  roles: ['customer'],
  addresses: [{ id: idOf('home'), ...aKeptAddress, isDefault: true }],
  createdAt: '2026-03-02T10:00:00.000Z',
  revision: 1,
};

test('people read their own profile', async () => {
  const { body, headers } = await shop.get('/users/me', ada);
  expect(body).toEqual(profile);
  expect(headers.get('etag')).toBe('"1"');
  expect((await shop.get('/users/me')).status).toBe(401);
});

test('an admin reads anybody, nulls of who was erased', async () => {
  expect((await shop.get(`/users/${ada.userId}`, boss)).body).toEqual(profile);
  expect((await shop.get(`/users/${bob.userId}`, boss)).body).toMatchObject({
    email: null,
    fullName: null,
    phone: null,
    addresses: [],
  });
  expect((await shop.get(`/users/${idOf('nobody')}`, boss)).status).toBe(404);
  expect((await shop.get('/users/no-uuid', boss)).status).toBe(404);
});

test('an admin lists everybody, the newest first', async () => {
  const { body } = await shop.get('/users?limit=1', boss);
  expect(body.items.map((item: { id: string }) => item.id)).toEqual([bob.userId]);
  const rest = await shop.get(`/users?limit=1&cursor=${body.nextCursor}`, boss);
  expect(rest.body).toEqual({ items: [profile], nextCursor: null });
});

test.each(['/users', `/users/${ada.userId}`])('%s is for admins', async (path) => {
  expect((await shop.get(path, ada)).body.code).toBe('forbidden');
  expect((await shop.get(path, vera)).status).toBe(403);
});
