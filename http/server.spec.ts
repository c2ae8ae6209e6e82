import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { StoreUnavailable } from '../engine/log/event-store.ts';
import { KeyMissing } from '../engine/log/subject-keys.ts';
import { smallApp, type SmallApp } from '../test/http/small-app.ts';
import { MemoryRegistry } from '../test/rough/registry.ts';
import { Public, SignedIn } from './access.ts';
import { Answer } from './answer.ts';
import { Documented } from './documented.ts';
import { RateLimited } from './rate-limit.ts';
import type { ShellRequest } from './request.ts';

const doc = { summary: 'Do', description: 'Does.' };
let release = () => {};

@Controller('things')
class ThingsController {
  @Get('address')
  @Public()
  @Documented(doc)
  address(@Req() request: ShellRequest): object {
    return { address: request.ip };
  }

  @Get('slow')
  @Public()
  @Documented(doc)
  async slow(): Promise<object> {
    await new Promise<void>((resolve) => (release = resolve));
    return { slow: true };
  }

  @Get('broken')
  @Public()
  @Documented(doc)
  broken(): object {
    throw new Error('the password is swordfish');
  }

  @Get('full')
  @Public()
  @Documented(doc)
  full(): object {
    throw new StoreUnavailable('SQLITE_FULL: disk full');
  }

  @Get('keyless')
  @Public()
  @Documented(doc)
  keyless(): object {
    throw new KeyMissing('The vault has no key of ada');
  }

  @Post()
  @SignedIn()
  @RateLimited('things')
  @Documented(doc)
  make(@Body() body: object): Answer {
    return new Answer(200, { made: Object.keys(body).length });
  }
}

const lines: [string, string, Readonly<Record<string, unknown>> | undefined][] = [];
const note = (level: string) => (message: string, context?: Readonly<Record<string, unknown>>) =>
  void lines.push([level, message, context]);
const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };

let app: SmallApp;
let ready = true;
beforeAll(async () => {
  app = await smallApp([ThingsController], {
    log,
    trustProxy: 'loopback',
    corsOrigins: ['https://shop.example'],
    limits: { things: { limit: 2, windowSeconds: 60 } },
    metrics: () => 'up 1\n',
    readiness: [
      {
        name: 'store',
        check: async () => {
          if (!ready) throw new Error('secret reason');
        },
      },
    ],
    server: { headersTimeoutMs: 200, requestTimeoutMs: 400 },
  });
});
afterAll(() => app.http.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${app.origin}${path}`, { headers });

/** What the server says to raw bytes, and to others after its first answer, before it hangs up. */
const raw = (bytes: string, next?: string) =>
  new Promise<string>((resolve) => {
    const socket = connect(app.port, '127.0.0.1', () => socket.write(bytes));
    let said = '';
    if (next !== undefined) socket.once('data', () => setImmediate(() => socket.write(next)));
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.on('close', () => resolve(said));
    socket.on('error', () => resolve(said));
  });

describe('An error', () => {
  test('of ours says nothing of itself, and is logged with its stack', async () => {
    const response = await get('/api/v1/things/broken');
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toEqual([500, 'internal']);
    expect(text).not.toMatch('swordfish');
    const [, , context] = lines.find(([level]) => level === 'error')!;
    expect(context).toMatchObject({
      correlationId: response.headers.get('x-correlation-id'),
      error: expect.stringContaining('swordfish'),
    });
  });

  test('of a full store is 503 with a time to come back', async () => {
    const response = await get('/api/v1/things/full');
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toEqual([503, 'unavailable']);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(text).not.toMatch('SQLITE');
  });

  test('that needs a key the vault has lost is put off, and the person is not named', async () => {
    const response = await get('/api/v1/things/keyless');
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toEqual([503, 'unavailable']);
    expect(text).not.toMatch('ada');
  });
});

describe('A request', () => {
  test('keeps its correlation id, and gets one when it has none or a bad one', async () => {
    const own = '6f1f0c3e-7a52-4d0e-9c31-0b6f5a1d2e4c';
    const idOf = async (headers: Record<string, string>) =>
      (await get('/api/v1/nothing', headers)).headers.get('x-correlation-id');
    expect(await idOf({ 'x-correlation-id': own })).toBe(own);
    expect(await idOf({ 'x-correlation-id': own.toUpperCase() })).toBe(own.toUpperCase());
    expect(await idOf({ 'x-correlation-id': 'injected' })).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idOf({})).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('comes from the address that a trusted proxy names', async () => {
    const response = await get('/api/v1/things/address', { 'x-forwarded-for': '203.0.113.7' });
    expect(await response.json()).toEqual({ address: '203.0.113.7' });
  });

  test('is answered with security headers, and CORS for the origins of the configuration', async () => {
    const { headers } = await get('/api/v1/things/address', { origin: 'https://shop.example' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(headers.get('access-control-expose-headers')).toMatch('Position');
    const other = await get('/api/v1/things/address', { origin: 'https://evil.example' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('that is no HTTP, too large or too slow is told so and never a 5xx', async () => {
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*problem\+json/s);
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    expect(await raw(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    const good = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
    expect(await raw(good, 'NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 200 .*HTTP\/1.1 400 /s);
  });

  test('with a body that never ends in size is cut off', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(
        `${app.origin}/api/v1/things`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${app.token('customer')}` },
        },
        (response) => {
          response.resume();
          sent.destroy();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject);
      sent.write('{"a":"');
      for (let part = 0; part < 30; part += 1) sent.write('x'.repeat(10_000));
    });
    expect(status).toBe(413);
  });
});

describe('A rate limit', () => {
  test('counts what a caller does, tells what is left and then refuses', async () => {
    const make = (headers: Record<string, string> = {}) =>
      fetch(`${app.origin}/api/v1/things`, {
        method: 'POST',
        headers: { authorization: `Bearer ${app.token('vendor')}`, ...headers },
      });
    const key = { 'idempotency-key': 'k' };
    expect((await make(key)).headers.get('ratelimit-remaining')).toBe('1');
    expect((await make(key)).headers.get('idempotent-replayed')).toBe('true');
    expect((await make()).headers.get('ratelimit-remaining')).toBe('0');
    const refused = await make();
    expect([refused.status, refused.headers.get('ratelimit-limit')]).toEqual([429, '2']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await make(key)).status).toBe(200);
  });
});

test('when revocations cannot be read nobody is let in', async () => {
  class Down extends MemoryRegistry {
    override async getMany(): Promise<readonly (string | null)[]> {
      throw new Error('connection refused');
    }
  }
  const closed = await smallApp([ThingsController], { registry: new Down() });
  const response = await fetch(`${closed.origin}/api/v1/things`, {
    method: 'POST',
    headers: { authorization: `Bearer ${closed.token('customer')}` },
  });
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([503, 'unavailable']);
  await closed.http.close();
});

test('health says what is not ready, not why', async () => {
  expect([(await get('/health/live')).status, (await get('/health/ready')).status]).toEqual([200, 200]);
  ready = false;
  const response = await get('/health/ready');
  ready = true;
  expect([response.status, await response.json()]).toEqual([
    503,
    { status: 'not ready', checks: { store: 'not ready' } },
  ]);
  expect(await (await get('/metrics')).text()).toBe('up 1\n');
});

test('every request is logged with its outcome', async () => {
  const correlationId = '0b6f5a1d-7a52-4d0e-9c31-6f1f0c3e2e4c';
  await get('/api/v1/things/address?token=secret', { 'x-correlation-id': correlationId });
  const logged = () => lines.find(([, , context]) => context?.['correlationId'] === correlationId);
  while (logged() === undefined) await new Promise((resolve) => setImmediate(resolve));
  expect(logged()).toEqual([
    'info',
    'request',
    { correlationId, method: 'GET', path: '/api/v1/things/address', status: 200, milliseconds: expect.any(Number) },
  ]);
});

test('closing lets requests in flight end and takes no new ones', async () => {
  const closing = await smallApp([ThingsController], { closeTimeoutMs: 60_000 });
  const slow = fetch(`${closing.origin}/api/v1/things/slow`);
  const before = release;
  while (release === before) await new Promise((resolve) => setImmediate(resolve));
  const closed = closing.http.close();
  await expect(fetch(`${closing.origin}/health/live`)).rejects.toThrow();
  release();
  const response = await slow;
  expect([response.status, await response.json()]).toEqual([200, { slow: true }]);
  await closed;
});
