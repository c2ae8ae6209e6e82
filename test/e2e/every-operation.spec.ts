import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ask as askUrl, type Question } from '../http/ask.ts';
import { startShop, type Shop } from './shop.ts';

type Operation = {
  readonly method: string;
  readonly path: string;
  readonly roles: readonly string[] | null;
  readonly guarded: boolean;
  readonly parameters: readonly string[];
  readonly example: unknown;
  readonly takesBody: boolean;
};

let shop: Shop;
let admin: string;
let customer: string;
let operations: readonly Operation[];

beforeAll(async () => {
  shop = await startShop();
  admin = (await shop.admin()).token!;
  customer = (await shop.client().register('customer@example.com')).token!;
  operations = operationsOf(await (await fetch(`${shop.url}/docs/openapi.json`)).json());
});
afterAll(() => shop.stop());

// oxlint-disable-next-line typescript/no-explicit-any
function operationsOf(api: any): readonly Operation[] {
  // oxlint-disable-next-line typescript/no-explicit-any
  return Object.entries<Record<string, any>>(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      roles: operation['x-roles'] ?? null,
      guarded: operation.security.length > 0,
      parameters: operation.parameters.map(
        (each: { name?: string; $ref?: string }) => each.name ?? each.$ref!.split('/').at(-1),
      ),
      example: operation.requestBody?.content['application/json'].example,
      takesBody: operation.requestBody !== undefined,
    })),
  );
}

type Asked = Question & { query?: string };

async function ask({ method, path }: Operation, { query = '', ...question }: Asked, id: string = randomUUID()) {
  const reply = await askUrl(method, `${shop.url}${path.replaceAll(/\{\w+\}/g, id)}${query}`, question);
  const isProblem = reply.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const code = isProblem ? (reply.body as { code: string }).code : null;
  return { told: `${method} ${path}: ${reply.status} ${code}`, ...reply, isProblem };
}

/** Asks every operation that `which` takes, and tells those by name that do not answer as they must. */
async function every(which: (operation: Operation) => boolean, asked: Asked, expected: string): Promise<void> {
  const chosen = operations.filter(which);
  expect(chosen.length).toBeGreaterThan(0);
  const answers = await Promise.all(chosen.map((operation) => ask(operation, asked)));
  expect(answers.map(({ told }) => told)).toEqual(chosen.map(({ method, path }) => `${method} ${path}: ${expected}`));
}

const isQuery = ({ method }: Operation) => method === 'GET';
const isCommand = ({ method }: Operation) => method !== 'GET';
const json = { 'content-type': 'application/json' };

describe('Every operation of both APIs', () => {
  test('needs the caller that it says it needs', async () => {
    const guarded = ({ guarded }: Operation) => guarded;
    await every(guarded, {}, '401 unauthenticated');
    await every(guarded, { token: 'nonsense' }, '401 token-invalid');
    await every(({ roles }) => roles !== null && !roles.includes('customer'), { token: customer }, '403 forbidden');
  });

  test('takes no other method, and names its own', async () => {
    for (const path of new Set(operations.map((operation) => operation.path))) {
      const own = operations.filter((operation) => operation.path === path);
      const { status, headers } = await ask({ ...own[0]!, method: 'PROPFIND' }, {});
      expect([path, status]).toEqual([path, 405]);
      expect(headers.get('allow')!.split(', ')).toEqual(expect.arrayContaining(own.map(({ method }) => method)));
    }
  });
});

describe('Every command', () => {
  const hostile: readonly [string, Asked, string][] = [
    ['broken JSON', { headers: json, body: '{"a":' }, '400 malformed-json'],
    ['a list', { headers: json, body: '[]' }, '400 validation-failed'],
    ['an unknown field', { headers: json, body: '{"surprise":1}' }, '400 validation-failed'],
    ['__proto__', { headers: json, body: '{"__proto__":{}}' }, '400 validation-failed'],
    ['a deep constructor', { headers: json, body: '{"a":[{"constructor":1}]}' }, '400 validation-failed'],
    ['another content type', { headers: { 'content-type': 'text/plain' } }, '415 unsupported-media-type'],
    ['nine megabytes', { headers: json, body: `{"a":"${'x'.repeat(9_000_000)}"}` }, '413 payload-too-large'],
  ];
  test.each(hostile)('refuses %s', (_, asked, expected) => every(isCommand, { token: admin, ...asked }, expected));

  test('refuses a body that lacks everything, where it needs something', async () => {
    const answers = await Promise.all(
      operations
        .filter(({ takesBody, example }) => takesBody && Object.keys(example as object).length > 0)
        .map((operation) => ask(operation, { token: admin, headers: json, body: '{}' })),
    );
    expect(answers).not.toEqual([]);
    for (const { told, status } of answers) expect([told, [200, 400, 404].includes(status)]).toEqual([told, true]);
  });
});

describe('Every query', () => {
  test('refuses a malformed Read-After', () =>
    every(
      (operation) => isQuery(operation) && operation.parameters.includes('ReadAfter'),
      { token: admin, headers: { 'read-after': 'soon' } },
      '400 validation-failed',
    ));

  test('refuses a malformed limit where it takes one', async () => {
    for (const query of ['?limit=0', '?limit=101', '?limit=x', '?cursor=nonsense']) {
      const takes = (operation: Operation) => isQuery(operation) && operation.parameters.includes('limit');
      const chosen = operations.filter((operation) => takes(operation) && !operation.path.includes('{'));
      expect(chosen).not.toEqual([]);
      for (const operation of chosen) {
        const { told } = await ask(operation, { token: admin, query });
        expect(`${query} ${told}`).toBe(`${query} GET ${operation.path}: 400 validation-failed`);
      }
    }
  });

  test('says how far it reflects the log, and is never stored', async () => {
    expect(operations.filter(isQuery)).not.toEqual([]);
    for (const operation of operations.filter(isQuery)) {
      const { told, headers } = await ask(operation, { token: admin });
      expect([told, headers.has('view-position')]).toEqual([told, true]);
      expect([told, headers.get('cache-control')]).toEqual([told, 'no-store']);
    }
  });
});

const junk: readonly unknown[] = [
  ...[null, true, -1, 0, 1.5, 1e308, 2 ** 53, '', ' ', 'x'.repeat(600), '💥', 'a\u0000b', 'toString'],
  ...[[], [[]], {}, { length: 3 }, [null], { amount: 1, currency: 'XXX' }, '2026-13-45T00:00:00Z', "';--", '../..'],
];
const ids = ['x', '%00', '__proto__', 'constructor', '%F0%9F%92%A5', '..%2f..', 'A'.repeat(300), randomUUID()];
const values = [
  '',
  '0',
  '-1',
  '101',
  '1e3',
  '%00',
  '💥',
  '"',
  '*',
  'AND',
  'NEAR(',
  '9'.repeat(30),
  '2026-02-30',
  'x:y',
];

/** Numbers that are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % sides;
  };
}

function spoiled(value: unknown, roll: (sides: number) => number): unknown {
  if (roll(8) === 0) return junk[roll(junk.length)];
  if (Array.isArray(value)) return value.map((each) => spoiled(each, roll));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => roll(10) !== 0)
      .map(([name, part]) => [name, spoiled(part, roll)]),
  );
}

test('no request makes a 5xx, whatever is in it', async () => {
  const roll = dice(3);
  for (let round = 0; round < 12; round += 1) {
    for (const operation of operations) {
      if (operation.path.endsWith('/rebuild')) continue;
      const query = operation.parameters
        .filter(() => isQuery(operation) && roll(2) === 0)
        .map((name) => `${name}=${encodeURI(values[roll(values.length)]!)}`);
      const { told, status, isProblem, headers } = await ask(
        operation,
        {
          ...(roll(12) === 0 ? {} : { token: roll(2) === 0 ? admin : customer }),
          ...(operation.takesBody ? { headers: json, body: JSON.stringify(spoiled(operation.example, roll)) } : {}),
          query: `?${query.join('&')}`,
        },
        ids[roll(ids.length)],
      );
      expect([told, status < 500, isProblem || status < 400]).toEqual([told, true, true]);
      expect([told, headers.has('x-correlation-id')]).toEqual([told, true]);
    }
  }
});
