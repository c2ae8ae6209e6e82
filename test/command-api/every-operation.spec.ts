import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { randomUUID } from 'node:crypto';
import { bodyLimit } from '../../http/body.ts';
import type { RoutedOperation } from '../../http/operations.ts';
import type { Question } from '../http/ask.ts';
import { commandShop, type CommandShop } from './command-shop.ts';

let shop: CommandShop;
let admin: string;
let customer: { id: string; token: string; refreshToken: string };
let vendor: { token: string };

beforeAll(async () => {
  shop = await commandShop();
  admin = await shop.admin();
  customer = await shop.person('customer@example.com');
  vendor = await shop.person('vendor@example.com', 'vendor');
  await shop.send('DELETE', `/users/${(vendor as { id?: string }).id}/roles/customer`, { token: admin });
  const { body } = await shop.send('POST', '/auth/login', {
    body: { email: 'vendor@example.com', password: 'correct horse battery' },
  });
  vendor = { token: body.accessToken };
});
afterAll(() => shop.close());

const named = (operation: RoutedOperation) => `${operation.method} ${operation.path}`;
const guarded = ({ access }: RoutedOperation) => access?.who !== 'anyone';

/** A path of the operation to things that are not there. */
const pathOf = ({ path }: RoutedOperation) =>
  path.replace('/api/v1', '').replaceAll(/\{(\w+)\}/g, (_, name: string) => (/id$/i.test(name) ? randomUUID() : 'x'));

const admitted = ({ access }: RoutedOperation) => {
  if (access?.who !== 'roles') return customer.token;
  return access.roles.includes('admin') ? admin : access.roles.includes('vendor') ? vendor.token : customer.token;
};

/** The same question to every operation that `which` takes; told by name where the answers differ from `expected`. */
async function everyOperation(
  which: (operation: RoutedOperation) => boolean,
  sent: (operation: RoutedOperation) => Question,
  expected: string | ((operation: RoutedOperation) => string),
): Promise<void> {
  const asked = shop.http.operations.filter(which);
  expect(asked.length).toBeGreaterThan(0);
  for (const operation of asked) {
    const correlation = randomUUID();
    const { headers, ...rest } = { token: admitted(operation), ...sent(operation) };
    const reply = await shop.send(operation.method, pathOf(operation), {
      ...rest,
      headers: { 'x-correlation-id': correlation, ...headers },
    });
    const wanted = typeof expected === 'string' ? expected : expected(operation);
    expect(`${named(operation)}: ${reply.status} ${reply.body?.code}`).toBe(`${named(operation)}: ${wanted}`);
    expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(reply.headers.get('x-correlation-id')).toBe(correlation);
    expect(Object.keys(reply.body)).toEqual(
      expect.arrayContaining(['type', 'title', 'status', 'detail', 'code', 'correlationId']),
    );
    expect([reply.body.status, reply.body.correlationId]).toEqual([reply.status, correlation]);
  }
}

const json = { 'content-type': 'application/json' };
const signed = (claims: object, algorithm: jwt.Algorithm = 'HS256', secret = 'the secret of a test') =>
  jwt.sign(
    {
      sub: customer.id,
      sid: randomUUID(),
      roles: ['admin', 'vendor', 'customer'],
      iss: 'storied',
      aud: 'storied',
      typ: 'access',
      exp: Math.floor(Date.now() / 1000) + 60,
      ...claims,
    },
    algorithm === 'none' ? '' : secret,
    { algorithm },
  );

describe('Every operation that needs a caller', () => {
  test('says so without a token, before it looks at the body', () =>
    everyOperation(guarded, () => ({ token: undefined, body: '{', headers: json }), '401 unauthenticated'));

  test('takes no other scheme for a bearer token', () =>
    everyOperation(
      guarded,
      () => ({ token: undefined, headers: { authorization: 'Basic YTpi' } }),
      '401 unauthenticated',
    ));

  test('tells an expired token from others', () =>
    everyOperation(guarded, () => ({ token: signed({ exp: 1_000_000_000 }) }), '401 token-expired'));

  test.each<[string, () => string]>([
    ['nonsense', () => 'nonsense'],
    ['a refresh token', () => customer.refreshToken],
    ['another secret', () => signed({}, 'HS256', 'another secret')],
    ['another algorithm', () => signed({}, 'HS512')],
    ['no signature', () => signed({}, 'none')],
    ['another audience', () => signed({ aud: 'others' })],
    ['another issuer', () => signed({ iss: 'others' })],
    ['another kind of token', () => signed({ typ: 'refresh' })],
    ['no session', () => signed({ sid: undefined })],
  ])('refuses %s', (_, token) => everyOperation(guarded, () => ({ token: token() }), '401 token-invalid'));

  test('refuses roles that it is not for, before it looks at the body', async () => {
    const closedTo = (role: 'vendor' | 'customer') => (operation: RoutedOperation) =>
      operation.access?.who === 'roles' && !operation.access.roles.includes(role);
    await everyOperation(closedTo('customer'), () => ({ token: customer.token, body: '{' }), '403 forbidden');
    await everyOperation(closedTo('vendor'), () => ({ token: vendor.token, body: '{' }), '403 forbidden');
  });
});

const command = ({ method }: RoutedOperation) => method !== 'GET';

describe('Every command', () => {
  test.each<[string, Question, string]>([
    ['broken JSON', { body: '{"a":' }, '400 malformed-json'],
    ['a list', { body: '[]' }, '400 validation-failed'],
    ['null', { body: 'null' }, '400 validation-failed'],
    ['a number', { body: '7' }, '400 validation-failed'],
    ['an unknown field', { body: { surprise: 1 } }, '400 validation-failed'],
    ['__proto__', { body: '{"__proto__":{"roles":["admin"]}}' }, '400 validation-failed'],
    ['a deep constructor', { body: '{"a":{"b":[{"constructor":{}}]}}' }, '400 validation-failed'],
    ['a deep __proto__', { body: '{"items":[{"__proto__":{}}]}' }, '400 validation-failed'],
    ['endless nesting', { body: '{"a":'.repeat(40_000) + '1' + '}'.repeat(40_000) }, '400 validation-failed'],
    ['another content type', { body: 'a=1', headers: { 'content-type': 'text/plain' } }, '415 unsupported-media-type'],
    ['an empty other content type', { headers: { 'content-type': 'text/plain' } }, '415 unsupported-media-type'],
    [
      'another charset',
      { body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
      '415 unsupported-media-type',
    ],
    [
      'a compressed body',
      { body: '{}', headers: { ...json, 'content-encoding': 'gzip' } },
      '415 unsupported-media-type',
    ],
  ])('refuses %s', (_, sent, expected) => everyOperation(command, () => sent, expected));

  test('refuses a body over its limit', () =>
    everyOperation(
      command,
      () => ({ body: `{"a":"${'x'.repeat(bodyLimit)}"}`, headers: json }),
      '413 payload-too-large',
    ));

  test('refuses bytes that are no UTF-8', async () => {
    for (const operation of shop.http.operations.filter(command)) {
      const response = await fetch(`${shop.origin}/api/v1${pathOf(operation)}`, {
        method: operation.method,
        headers: { ...json, authorization: `Bearer ${admitted(operation)}` },
        body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      });
      expect([named(operation), response.status]).toEqual([named(operation), 400]);
    }
  });

  test('refuses a malformed If-Match', async () => {
    for (const header of ['3', '"x"', 'W/"3"', '*', '"1", "2"']) {
      await everyOperation(
        (operation) => command(operation) && operation.body === null && guarded(operation),
        () => ({ headers: { 'if-match': header } }),
        '400 validation-failed',
      );
    }
  });

  test('refuses a malformed idempotency key where it takes one', async () => {
    for (const header of ['with space', 'ü', 'x'.repeat(256)]) {
      await everyOperation(
        (operation) => command(operation) && operation.idempotent && guarded(operation),
        ({ doc }) => ({ body: doc?.body, headers: { 'idempotency-key': header } }),
        '400 validation-failed',
      );
    }
  });

  test('is done once for an idempotency key, and says 422 to another request with it', async () => {
    const keyed = (operation: RoutedOperation) => command(operation) && operation.idempotent && guarded(operation);
    for (const operation of shop.http.operations.filter(keyed)) {
      const path = pathOf(operation);
      const { token } = await shop.person(`${randomUUID()}@example.com`, 'vendor', 'admin');
      const headers = { 'idempotency-key': randomUUID(), 'x-correlation-id': randomUUID() };
      const send = () => shop.send(operation.method, path, { token, body: operation.doc?.body, headers });
      const [first, second] = [await send(), await send()];
      expect([named(operation), second.status, second.text]).toEqual([named(operation), first.status, first.text]);
      expect(first.headers.get('idempotent-replayed')).toBeNull();
      const kept = first.status < 300 || first.status === 409;
      expect([named(operation), second.headers.get('idempotent-replayed')]).toEqual([
        named(operation),
        kept ? 'true' : null,
      ]);
      if (!kept) continue;
      expect(second.headers.get('position')).toBe(first.headers.get('position'));
      const other = await shop.send('PATCH', '/users/me', { token, body: { phone: randomUUID() }, headers });
      expect([named(operation), other.status]).toEqual([named(operation), 422]);
    }
  });
});

describe('Every path', () => {
  test('names its methods to another one and to OPTIONS', async () => {
    for (const path of new Set(shop.http.operations.map(({ path }) => path))) {
      const own = shop.http.operations.filter((operation) => operation.path === path);
      const reply = await shop.send('PROPFIND', pathOf(own[0]!), {});
      expect([path, reply.status, reply.body.code]).toEqual([path, 405, 'method-not-allowed']);
      const allowed = reply.headers.get('allow')!.split(', ');
      expect(allowed).toEqual(expect.arrayContaining(own.map(({ method }) => method)));
      const options = await shop.send('OPTIONS', pathOf(own[0]!), {});
      expect([options.status, options.headers.get('allow')]).toEqual([204, reply.headers.get('allow')]);
    }
  });

  test.each(['/nothing', '/auth', '/auth/register/more', '/auth/%zz', '/users/%ff/roles/x', '/AUTH/login', '/%00'])(
    'that leads nowhere is 404: %s',
    async (path) => {
      const { status, body } = await shop.send('DELETE', path, { token: admin });
      expect([status, body.code]).toEqual([404, 'not-found']);
    },
  );
});
