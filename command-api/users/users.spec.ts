import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { userDecider } from '../../domain/user/user.ts';
import { commandShop, type CommandShop } from '../../test/command-api/command-shop.ts';
import { addressExample } from './address.dto.ts';

let shop: CommandShop;
beforeAll(async () => {
  shop = await commandShop();
});
afterAll(() => shop.close());

let people = 0;
const someone = (...roles: string[]) => shop.person(`someone-${(people += 1)}@example.com`, ...roles);
const userOf = async (id: string) => (await shop.dependencies.executor.load(userDecider, id)).state;

describe('My profile', () => {
  test('changes what is given and tells the new revision', async () => {
    const { id, token } = await someone();
    const changed = await shop.send('PATCH', '/users/me', { token, body: { phone: ' 123 ' } });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ id, revision: 1, position: changed.headers.get('position') });
    expect(await userOf(id)).toMatchObject({ phone: '123', fullName: 'Ada Lovelace' });
    await shop.send('PATCH', '/users/me', { token, body: { phone: null } });
    expect(await userOf(id)).toMatchObject({ phone: null });
  });

  test('is changed only at the revision the caller saw', async () => {
    const { token } = await someone();
    const stale = { token, body: { fullName: 'B' }, headers: { 'if-match': '"7"' } };
    const refused = await shop.send('PATCH', '/users/me', stale);
    expect([refused.status, refused.body.code, refused.body.currentRevision]).toEqual([412, 'revision-mismatch', 0]);
    const malformed = { token, body: { fullName: 'B' }, headers: { 'if-match': '7' } };
    expect((await shop.send('PATCH', '/users/me', malformed)).status).toBe(400);
    const right = { token, body: { fullName: 'B' }, headers: { 'if-match': '"0"' } };
    expect((await shop.send('PATCH', '/users/me', right)).headers.get('etag')).toBe('"1"');
  });
});

describe('My password', () => {
  const newPassword = 'a longer correct horse';

  test('changes with the current one, and other sessions end', async () => {
    const email = 'password@example.com';
    const one = await shop.person(email);
    const { body: two } = await shop.send('POST', '/auth/login', {
      body: { email, password: 'correct horse battery' },
    });
    const change = { currentPassword: 'correct horse battery', newPassword };
    const changed = await shop.send('PUT', '/users/me/password', { token: one.token, body: change });
    expect([changed.status, changed.text]).toEqual([204, '']);
    expect(changed.headers.get('position')).not.toBeNull();
    expect((await shop.send('PATCH', '/users/me', { token: two.accessToken, body: {} })).status).toBe(401);
    expect((await shop.send('POST', '/auth/refresh', { body: { refreshToken: two.refreshToken } })).status).toBe(401);
    expect((await shop.send('PATCH', '/users/me', { token: one.token, body: {} })).status).toBe(200);
    expect((await shop.send('POST', '/auth/login', { body: { email, password: newPassword } })).status).toBe(200);
  });

  test('does not change with a wrong one', async () => {
    const { token } = await someone();
    const body = { currentPassword: 'wrong', newPassword };
    const refused = await shop.send('PUT', '/users/me/password', { token, body });
    expect([refused.status, refused.body.code]).toEqual([403, 'invalid-credentials']);
  });

  test('is not set to what it was by who only guesses that', async () => {
    const { token } = await someone();
    const body = { currentPassword: 'wrong', newPassword: 'correct horse battery' };
    const refused = await shop.send('PUT', '/users/me/password', { token, body });
    expect([refused.status, refused.body.code]).toEqual([403, 'invalid-credentials']);
  });
});

describe('My addresses', () => {
  test('are added, replaced and removed; the newest default wins', async () => {
    const { id, token } = await someone();
    const add = (isDefault: boolean) =>
      shop.send('POST', '/users/me/addresses', { token, body: { ...addressExample, isDefault } });
    const first = await add(true);
    const second = await add(true);
    expect([first.status, second.body.revision]).toEqual([201, 2]);
    expect((await userOf(id))!.addresses.map(({ isDefault }) => isDefault)).toEqual([false, true]);
    const path = `/users/me/addresses/${first.body.id}`;
    const replaced = await shop.send('PUT', path, { token, body: { ...addressExample, city: 'Paris', country: 'FR' } });
    expect([replaced.status, replaced.body.id]).toEqual([200, first.body.id]);
    expect((await userOf(id))!.addresses[0]!.address!.city).toBe('Paris');
    expect((await shop.send('DELETE', path, { token })).status).toBe(200);
    expect((await shop.send('DELETE', path, { token })).status).toBe(404);
    expect((await shop.send('DELETE', '/users/me/addresses/nonsense', { token })).status).toBe(404);
  });

  test.each(['GBR', 'gb', 'XX', '', 7, null])('need a real country, not %j', async (country) => {
    const { token } = await someone();
    const { status, body } = await shop.send('POST', '/users/me/addresses', {
      token,
      body: { ...addressExample, country },
    });
    expect([status, body.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([400, ['/country']]);
  });
});

describe('Roles', () => {
  test('are granted and revoked by admins and count from the next token on', async () => {
    const { id, refreshToken } = await someone();
    const token = await shop.admin();
    const grant = () => shop.send('POST', `/users/${id}/roles`, { token, body: { role: 'vendor' } });
    expect((await grant()).body).toMatchObject({ id, revision: 1 });
    expect(await grant()).toMatchObject({ status: 200, body: { revision: 1 } });
    const { body } = await shop.send('POST', '/auth/refresh', { body: { refreshToken } });
    expect(body.roles).toEqual(['customer', 'vendor']);
    expect((await shop.send('DELETE', `/users/${id}/roles/vendor`, { token })).body.revision).toBe(2);
    expect((await shop.send('DELETE', `/users/${id}/roles/emperor`, { token })).status).toBe(404);
  });

  test('are nothing a customer may grant, nor anybody to nobody', async () => {
    const { id, token } = await someone();
    const own = await shop.send('POST', `/users/${id}/roles`, { token, body: { role: 'nonsense' } });
    expect([own.status, own.body.code]).toEqual([403, 'forbidden']);
    const admin = await shop.admin();
    const unknown = `/users/3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64/roles`;
    expect((await shop.send('POST', unknown, { token: admin, body: { role: 'vendor' } })).status).toBe(404);
    expect((await shop.send('POST', '/users/me/roles', { token: admin, body: { role: 'vendor' } })).status).toBe(404);
    expect((await shop.send('POST', unknown, { token: admin, body: { role: 'emperor' } })).status).toBe(400);
  });
});
