import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandShop, type CommandShop } from '../../test/command-api/command-shop.ts';

let shop: CommandShop;
beforeAll(async () => {
  shop = await commandShop();
});
afterAll(() => shop.close());

const password = 'correct horse battery';
let people = 0;
const newEmail = () => `person-${(people += 1)}@example.com`;
const register = (email: string, headers: Record<string, string> = {}) =>
  shop.send('POST', '/auth/register', { body: { email, password, fullName: 'Ada Lovelace' }, headers });
const login = (email: string, given = password) =>
  shop.send('POST', '/auth/login', { body: { email, password: given } });
const refresh = (refreshToken: string) => shop.send('POST', '/auth/refresh', { body: { refreshToken } });

describe('Registering', () => {
  test('answers the new id with revision and position', async () => {
    const { status, headers, body } = await register(newEmail());
    expect(status).toBe(201);
    expect(body).toEqual({ id: expect.any(String), revision: 0, position: headers.get('position') });
    expect(headers.get('etag')).toBe('"0"');
    expect(headers.get('location')).toBe(`/api/v1/users/${body.id}`);
  });

  test('an e-mail that is taken is refused in any letter case', async () => {
    const email = newEmail();
    await register(email);
    const { status, body } = await register(` ${email.toUpperCase()}`);
    expect([status, body.code]).toEqual([409, 'email-taken']);
  });

  test('fifty at once with one e-mail make one account', async () => {
    const email = newEmail();
    const replies = await Promise.all(Array.from({ length: 50 }, () => register(email)));
    const counted = (status: number) => replies.filter((reply) => reply.status === status).length;
    expect([counted(201), counted(409)]).toEqual([1, 49]);
  });

  test('with an idempotency key is done once, and repeated byte for byte', async () => {
    const email = newEmail();
    const key = { 'idempotency-key': 'one' };
    const replies = await Promise.all(Array.from({ length: 50 }, () => register(email, key)));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(replies[0]!.status).toBe(201);
    expect(replies.filter(({ headers }) => headers.get('idempotent-replayed') === 'true').length).toBe(49);
    const other = await shop.send('POST', '/auth/register', {
      headers: key,
      body: { email, password, fullName: 'Somebody Else' },
    });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  test.each([
    [{ email: 'nobody', password, fullName: 'A' }, '/email'],
    [{ email: 'a@example.com', password: 'too short', fullName: 'A' }, '/password'],
    [{ email: 'a@example.com', password: 'x'.repeat(129), fullName: 'A' }, '/password'],
    [{ email: 'a@example.com', password, fullName: '  ' }, '/fullName'],
    [{ email: 'a@example.com', password, fullName: 'A', roles: ['admin'] }, '/roles'],
    [{ email: 'a@example.com', password }, '/fullName'],
    [{ email: 'a@example.com', password, fullName: 'A\u0000' }, '/fullName'],
  ])('what is wrong with %j is told at %s', async (body, pointer) => {
    const reply = await shop.send('POST', '/auth/register', { body });
    expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
    expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  test('keeps the spaces of a password', async () => {
    const email = newEmail();
    const spaced = '  ten chars  ';
    await shop.send('POST', '/auth/register', { body: { email, password: spaced, fullName: 'Ada' } });
    expect((await login(email, spaced.trim())).status).toBe(401);
    expect((await login(email, spaced)).status).toBe(200);
  });
});

describe('Logging in', () => {
  test('answers tokens, and nothing personal in them', async () => {
    const email = newEmail();
    const { id } = (await register(email)).body;
    const { status, body, headers } = await login(email.toUpperCase());
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      userId: id,
      roles: ['customer'],
    });
    expect(headers.get('position')).not.toBeNull();
    const claims = JSON.parse(Buffer.from(body.accessToken.split('.')[1], 'base64url').toString());
    expect(Object.keys(claims).toSorted()).toEqual(['aud', 'exp', 'iat', 'iss', 'roles', 'sid', 'sub', 'typ']);
    expect(claims.exp - claims.iat).toBe(900);
  });

  test('says the same of a wrong password and of nobody', async () => {
    const email = newEmail();
    await register(email);
    const wrong = await login(email, 'not the password');
    const nobody = await login(newEmail(), 'not the password');
    expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([
      401,
      'invalid-credentials',
      nobody.body.detail,
    ]);
    expect(nobody.status).toBe(401);
  });

  test.each([true, false])(
    'after ten failures even the right password waits, others go on (exists: %s)',
    async (exists) => {
      const [email, other] = [newEmail(), newEmail()];
      if (exists) await register(email);
      await register(other);
      const failures = await Promise.all(Array.from({ length: 30 }, () => login(email, 'not the password')));
      expect(failures.filter(({ status }) => status === 401).length).toBe(10);
      const { status, body, headers } = await login(email);
      expect([status, body.code]).toEqual([429, 'rate-limited']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(headers.get('ratelimit-remaining')).toBe('0');
      expect((await login(other)).status).toBe(200);
    },
  );
});

describe('A session', () => {
  test('goes on by its refresh token, once', async () => {
    const { refreshToken } = await shop.person(newEmail());
    const first = await refresh(refreshToken);
    expect(first.status).toBe(200);
    expect(first.body.refreshToken).not.toBe(refreshToken);
    expect((await refresh(first.body.refreshToken)).status).toBe(200);
  });

  test('ends when an old refresh token is used again', async () => {
    const { refreshToken } = await shop.person(newEmail());
    const next = (await refresh(refreshToken)).body;
    const reused = await refresh(refreshToken);
    expect([reused.status, reused.body.code]).toEqual([401, 'token-invalid']);
    expect((await refresh(next.refreshToken)).status).toBe(401);
    const dead = await shop.send('PATCH', '/users/me', { token: next.accessToken, body: {} });
    expect([dead.status, dead.body.code]).toEqual([401, 'token-invalid']);
  });

  test('ends at log-out, whose answer is the same for an unknown token', async () => {
    const { token, refreshToken } = await shop.person(newEmail());
    const out = await shop.send('POST', '/auth/logout', { body: { refreshToken } });
    expect([out.status, out.text]).toEqual([204, '']);
    expect(out.headers.get('position')).not.toBeNull();
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await shop.send('PATCH', '/users/me', { token, body: {} })).status).toBe(401);
    expect((await shop.send('POST', '/auth/logout', { body: { refreshToken: 'unknown' } })).status).toBe(204);
  });

  test('can be verified by other services', async () => {
    const { id, token, refreshToken } = await shop.person(newEmail());
    const verify = async (given: string) => (await shop.send('POST', '/auth/verify', { body: { token: given } })).body;
    expect(await verify(token)).toEqual({
      active: true,
      userId: id,
      roles: ['customer'],
      expiresAt: expect.stringMatching(/^\d{4}-.*\.000Z$/),
    });
    expect(await verify(refreshToken)).toEqual({ active: false });
    await shop.send('POST', '/auth/logout', { body: { refreshToken } });
    expect(await verify(token)).toEqual({ active: false });
  });
});
