import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { randomUUID } from 'node:crypto';
import { api, each, expectAccepted, expectProblem, newEmail, someone, time, uuid } from './ask.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';

const secret = 'a secret of at least thirty-two characters';
let shop: Shop;
let admin: Client;

beforeAll(async () => {
  shop = await startShop({ JWT_SECRET: secret });
  admin = await shop.admin();
});
afterAll(() => shop.kill());

const post = (path: string, body: unknown) => api(shop, 'POST', path, { body });
const login = (email: string, password = 'correct horse') => post('/auth/login', { email, password });
const refresh = (refreshToken: string) => post('/auth/refresh', { refreshToken });
const me = (token: string) => api(shop, 'GET', '/users/me', { headers: { authorization: `Bearer ${token}` } });
const live = async (token: string) => (await me(token)).status === 200;

describe('Registering', () => {
  const person = (changes: object = {}) => ({
    email: newEmail(),
    password: 'correct horse',
    fullName: 'Ada Lovelace',
    ...changes,
  });

  test('makes a customer who can log in at once', async () => {
    const email = newEmail();
    const registered = await post('/auth/register', person({ email }));
    expectAccepted(registered, 201);
    const answer = await login(email);
    expect(answer.body).toMatchObject({ userId: registered.body.id, roles: ['customer'] });
    expect(registered.text).not.toContain('correct horse');
  });

  test('takes an e-mail once, in whatever case', async () => {
    const email = newEmail();
    expectAccepted(await post('/auth/register', person({ email })), 201);
    for (const again of [email, email.toUpperCase(), `  ${email} `]) {
      expectProblem(await post('/auth/register', person({ email: again })), 409, 'email-taken');
    }
    expect((await login(email.toUpperCase())).status).toBe(200);
    const many = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        post('/auth/register', person({ email: index % 2 === 0 ? 'race@example.com' : 'RACE@Example.com' })),
      ),
    );
    expect(many.filter((reply) => reply.status === 201)).toHaveLength(1);
    for (const other of many.filter((reply) => reply.status !== 201)) expectProblem(other, 409, 'email-taken');
  });

  test('needs an e-mail address, a password and a name', async () => {
    const emails = [
      '',
      'ada',
      'ada@',
      '@example.com',
      'ada@example',
      'a b@example.com',
      'a@b@c.com',
      7,
      null,
      ['a@b.com'],
    ];
    await each(
      [...emails.map((email) => ({ email })), { email: `${'x'.repeat(500)}@example.com` }],
      (changes) => post('/auth/register', person(changes)),
      '400 validation-failed',
    );
    await each(
      ['email', 'password', 'fullName'],
      (missing) => post('/auth/register', { ...person(), [missing]: undefined }),
      '400 validation-failed',
    );
  });
});

describe('Logging in', () => {
  test('gives two tokens, which say nothing of the person', async () => {
    const email = newEmail();
    const registered = await post('/auth/register', { email, password: 'correct horse', fullName: 'Ada Lovelace' });
    const before = Math.floor(Date.now() / 1000);
    const { status, body } = await login(email);
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      userId: registered.body.id,
      roles: ['customer'],
    });
    const claims = JSON.parse(Buffer.from(body.accessToken.split('.')[1], 'base64url').toString()) as Record<
      string,
      any
    >;
    expect(Object.keys(claims).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'aud',
      'exp',
      'iat',
      'iss',
      'roles',
      'sid',
      'sub',
      'typ',
    ]);
    expect(claims).toMatchObject({ sub: registered.body.id, roles: ['customer'] });
    expect(claims['exp'] - claims['iat']).toBe(900);
    expect(claims['iat']).toBeGreaterThanOrEqual(before - 1);
    expect(body.refreshToken.toLowerCase()).not.toContain(email);
  });

  test('tells nobody whether an e-mail is known', async () => {
    const email = newEmail();
    await someone(shop, email);
    const [wrong, unknown] = [await login(email, 'wrong horse'), await login(newEmail(), 'wrong horse')];
    expectProblem(wrong, 401, 'invalid-credentials');
    expectProblem(unknown, 401, 'invalid-credentials');
    expect({ ...wrong.body, correlationId: '' }).toEqual({ ...unknown.body, correlationId: '' });
    const names = (reply: typeof wrong) => [...reply.headers.keys()].toSorted((a, b) => a.localeCompare(b));
    expect(names(wrong)).toEqual(names(unknown));
  });

  test('is over for an account after ten failures, even with the right password; others go on', async () => {
    const [email, other] = [newEmail(), newEmail()];
    await someone(shop, email);
    await someone(shop, other);
    for (let failure = 1; failure <= 10; failure += 1) {
      const spelt = failure % 2 === 0 ? email.toUpperCase() : email;
      expectProblem(await login(spelt, `wrong ${failure}`), 401, 'invalid-credentials');
    }
    for (const spelt of [email, email.toUpperCase()]) {
      const refused = await login(spelt);
      expectProblem(refused, 429, 'rate-limited');
      expectLimits(refused.headers);
    }
    expect((await login(other)).status).toBe(200);
    expect((await login('admin@example.com', 'admin-password')).status).toBe(200);
  });

  test('is over for an account that does not exist as well', async () => {
    const email = newEmail();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) statuses.push((await login(email, 'any password')).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  });

  test('cannot be tried more often by trying at once', async () => {
    const email = newEmail();
    await someone(shop, email);
    const replies = await Promise.all(Array.from({ length: 25 }, (_, index) => login(email, `wrong ${index}`)));
    expect(replies.filter((reply) => reply.status === 401).length).toBe(10);
    expect(replies.filter((reply) => reply.status === 429).length).toBe(15);
  });

  test('does not count what went well, nor bodies that were not valid', async () => {
    const email = newEmail();
    await someone(shop, email);
    for (let round = 0; round < 12; round += 1) {
      expect((await login(email)).status).toBe(200);
      expectProblem(await post('/auth/login', { email }), 400, 'validation-failed');
    }
  });

  function expectLimits(headers: Headers): void {
    const seconds = Number(headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(900);
    for (const header of ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']) {
      expect([header, headers.get(header)]).toEqual([header, expect.stringMatching(/^\d+$/)]);
    }
  }
});

describe('A refresh token', () => {
  test('gives new tokens once', async () => {
    const bob = await someone(shop);
    const next = await refresh(bob.refreshToken!);
    expect(next.status).toBe(200);
    expect(next.body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      userId: bob.userId,
      roles: ['customer'],
    });
    expect(next.body.refreshToken).not.toBe(bob.refreshToken);
    expect(await live(next.body.accessToken)).toBe(true);
    expect((await refresh(next.body.refreshToken)).status).toBe(200);
  });

  test('used again ends the whole family', async () => {
    const email = newEmail();
    const bob = await someone(shop, email);
    const elsewhere = await login(email);
    const second = await refresh(bob.refreshToken!);
    const third = await refresh(second.body.refreshToken);
    expectProblem(await refresh(bob.refreshToken!), 401, 'token-invalid');
    expectProblem(await refresh(third.body.refreshToken), 401, 'token-invalid');
    expectProblem(await me(third.body.accessToken), 401, 'token-invalid');
    expect((await refresh(elsewhere.body.refreshToken)).status).toBe(200);
  });

  test('used many times at once is good for one', async () => {
    const bob = await someone(shop);
    const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(bob.refreshToken!)));
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
    for (const reply of replies.filter((each_) => each_.status !== 200)) expectProblem(reply, 401, 'token-invalid');
  });

  test('is nothing else than that: other tokens and nonsense are refused', async () => {
    const bob = await someone(shop);
    await each(
      ['nonsense', bob.token!, `${bob.refreshToken}x`, bob.refreshToken!.slice(0, -2), '.', randomUUID()],
      refresh,
      '401 token-invalid',
    );
    await each(
      [
        {},
        { refreshToken: '' },
        { refreshToken: 7 },
        { refreshToken: null },
        { refreshToken: bob.refreshToken, more: 1 },
      ],
      (body) => post('/auth/refresh', body),
      '400 validation-failed',
    );
  });

  test('outlives the process, and so do access tokens and what was ended', async () => {
    const [bob, eve] = [await someone(shop), await someone(shop)];
    expect((await post('/auth/logout', { refreshToken: eve.refreshToken })).status).toBe(204);
    const { dataDir } = shop;
    await shop.kill();
    shop = await startShop({ JWT_SECRET: secret }, dataDir);
    admin = await shop.admin();
    expect(await live(bob.token!)).toBe(true);
    expect((await refresh(bob.refreshToken!)).status).toBe(200);
    expectProblem(await refresh(eve.refreshToken!), 401, 'token-invalid');
  });
});

test('Logging out ends the session, and is 204 for tokens nobody knows', async () => {
  const email = newEmail();
  const bob = await someone(shop, email);
  const elsewhere = await login(email);
  for (const refreshToken of [bob.refreshToken, bob.refreshToken, 'nonsense', randomUUID()]) {
    const reply = await post('/auth/logout', { refreshToken });
    expect([reply.status, reply.text]).toEqual([204, '']);
  }
  expectProblem(await refresh(bob.refreshToken!), 401, 'token-invalid');
  expect((await refresh(elsewhere.body.refreshToken)).status).toBe(200);
  expectProblem(await post('/auth/logout', {}), 400, 'validation-failed');
});

describe('An access token', () => {
  const claimsOf = (token: string) => jwt.decode(token) as jwt.JwtPayload;

  test('is told to services with whom it stands for', async () => {
    const bob = await someone(shop);
    const { status, body } = await post('/auth/verify', { token: bob.token });
    expect(status).toBe(200);
    expect(body).toEqual({
      active: true,
      userId: bob.userId,
      roles: ['customer'],
      expiresAt: expect.stringMatching(time),
    });
    expect(Date.parse(body.expiresAt)).toBe(claimsOf(bob.token!).exp! * 1000);
    const expired = jwt.sign({ ...claimsOf(bob.token!), iat: 1_000_000_000, exp: 1_000_000_900 }, secret);
    for (const token of ['nonsense', bob.refreshToken, expired]) {
      const reply = await post('/auth/verify', { token });
      expect([reply.status, reply.body]).toEqual([200, { active: false }]);
    }
    await post('/auth/logout', { refreshToken: bob.refreshToken });
    expect((await post('/auth/verify', { token: bob.token })).body).toEqual({ active: false });
    await each([{}, { token: '' }, { token: 7 }], (given) => post('/auth/verify', given), '400 validation-failed');
  });

  test('counts only as it was signed', async () => {
    const claims = claimsOf((await someone(shop)).token!);
    const signed = (changes: object, algorithm: jwt.Algorithm = 'HS256', key = secret) =>
      jwt.sign({ ...claims, ...changes }, algorithm === 'none' ? '' : key, { algorithm });
    expect(await live(signed({}))).toBe(true);
    expectProblem(await me(signed({ iat: claims.iat! - 2000, exp: claims.iat! - 1000 })), 401, 'token-expired');
    await each(
      [
        signed({}, 'none'),
        signed({}, 'HS512'),
        signed({}, 'HS256', 'another secret, also of thirty-two characters'),
        signed({ iss: 'others' }),
        signed({ aud: 'others' }),
        signed({ typ: 'refresh' }),
        signed({ sub: undefined }),
        `${signed({})}x`,
        signed({}).replace(/\.[^.]+\./, `.${Buffer.from('{"roles":["admin"]}').toString('base64url')}.`),
      ],
      me,
      '401 token-invalid',
    );
  });

  test('is asked for with the scheme Bearer, in any case', async () => {
    const bob = await someone(shop);
    const asked = (authorization: string) => api(shop, 'GET', '/users/me', { headers: { authorization } });
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      expect((await asked(`${scheme} ${bob.token}`)).status).toBe(200);
    await each(['', 'Bearer', 'Bearer ', 'Basic YTpi', bob.token!, `Token ${bob.token}`], asked, '401 unauthenticated');
    expectProblem(await asked('Bearer nonsense'), 401, 'token-invalid');
  });

  test('that is bad is refused where one is not even needed, but not where none is looked at', async () => {
    const headers = { authorization: 'Bearer nonsense' };
    const answer = await api(shop, 'POST', '/auth/login', {
      headers,
      body: { email: 'admin@example.com', password: 'admin-password' },
    });
    expect(answer.status).toBe(200);
  });
});

describe('A new password', () => {
  test('ends all other sessions and goes on with this one', async () => {
    const email = newEmail();
    const bob = await someone(shop, email);
    const elsewhere = await login(email);
    const change = (body: object) => api(shop, 'PUT', '/users/me/password', { by: bob, body });
    const changed = await change({ currentPassword: 'correct horse', newPassword: ' another horse ' });
    expect([changed.status, changed.text]).toEqual([204, '']);
    expect(changed.headers.get('position')).toMatch(/./);
    expectProblem(await refresh(elsewhere.body.refreshToken), 401, 'token-invalid');
    expectProblem(await me(elsewhere.body.accessToken), 401, 'token-invalid');
    expect(await live(bob.token!)).toBe(true);
    expect((await refresh(bob.refreshToken!)).status).toBe(200);
    expectProblem(await login(email), 401, 'invalid-credentials');
    expectProblem(await login(email, 'another horse'), 401, 'invalid-credentials');
    expect((await login(email, ' another horse ')).status).toBe(200);
  });

  test('needs the current one', async () => {
    const email = newEmail();
    const bob = await someone(shop, email);
    const change = (body: object) => api(shop, 'PUT', '/users/me/password', { by: bob, body });
    const wrong = await change({ currentPassword: 'wrong horse', newPassword: 'another horse' });
    expectProblem(wrong, 403, 'invalid-credentials');
    const guessed = await change({ currentPassword: 'wrong horse', newPassword: 'correct horse' });
    expectProblem(guessed, 403, 'invalid-credentials');
    expect((await login(email)).status).toBe(200);
    await each(
      [
        ...['short', 'p'.repeat(9), 'p'.repeat(129), 7, null].map((newPassword) => ({
          currentPassword: 'correct horse',
          newPassword,
        })),
        { newPassword: 'another horse' },
        { currentPassword: 'correct horse' },
      ],
      change,
      '400 validation-failed',
    );
    expectProblem(await api(shop, 'PUT', '/users/me/password', { body: {} }), 401, 'unauthenticated');
  });
});

test('Ids of users are UUIDs, and the first admin is who the environment says', async () => {
  expect(admin.userId).toMatch(uuid);
  expect((await admin.get('/users/me')).body).toMatchObject({ email: 'admin@example.com', roles: ['admin'] });
  expect(shop.log.some((line) => line['level'] === 'warn' && /admin/i.test(String(line['message'])))).toBe(true);
});
