import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatabaseSync } from '@photostructure/sqlite';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chained } from '../../engine/log/hash-chain.ts';
import { settled } from './books.ts';
import { card, newProduct } from './client.ts';
import type { Client } from './client.ts';
import { ops } from './ops.ts';
import type { OpsAnswer } from './ops.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

let shop: Shop;
let admin: Client;
let kettle: string;

beforeAll(async () => {
  shop = await startShop();
  admin = await shop.admin();
  kettle = (await admin.post('/products', newProduct('OPS-1', 10))).body.id;
  await settled(admin);
});
afterAll(() => shop.kill());

const onRunning = (...words: string[]): Promise<OpsAnswer> => ops(words, shop.dataDir, { SHOP_URL: shop.url });
const onStopped = (...words: string[]): Promise<OpsAnswer> => ops(words, shop.dataDir);
const health = async () => (await fetch(`${shop.url}/health/ready`)).json() as Promise<Record<string, unknown>>;

function inLog<Result>(work: (log: InstanceType<typeof DatabaseSync>) => Result): Result {
  const log = new DatabaseSync(join(shop.dataDir, 'events.db'), { timeout: 10_000 });
  try {
    return work(log);
  } finally {
    log.close();
  }
}

/** Appends a change of the product to its stream that says it was written by newer code. */
function poison(): void {
  inLog((log) => {
    const stream = `product-${kettle}`;
    const last = log
      .prepare('SELECT * FROM events JOIN streams USING (stream_no) WHERE stream_id = ? ORDER BY revision DESC LIMIT 1')
      .get(stream) as { stream_no: number; revision: number; metadata: string };
    const { hash, requestHash: _, ...metadata } = JSON.parse(last.metadata);
    const { event } = chained(stream, last.revision + 1, {
      id: 'a0000000-0000-8000-8000-00000000000a',
      type: 'ProductChanged',
      data: { name: 'Mended Kettle' },
      metadata: { ...metadata, previousHash: hash },
    });
    const poisoned = JSON.stringify({ ...event.metadata, version: 99 });
    log
      .prepare('INSERT INTO events SELECT max(position) + 1, ?, ?, ?, ?, ?, ? FROM events')
      .run(last.stream_no, last.revision + 1, event.id, event.type, JSON.stringify(event.data), poisoned);
  });
}

/** As if a release that knows the version had been put in place of this one. */
const mend = () =>
  inLog((log) => log.prepare(`UPDATE events SET metadata = replace(metadata, '"version":99', '"version":1')`).run());

test('views are rebuilt and rolled back on a running shop, which goes on serving', async () => {
  const rebuilt = await onRunning('projections', 'rebuild', 'orders');
  expect([rebuilt.code, rebuilt.error]).toEqual([0, '']);
  expect(rebuilt.out).toMatch(/orders: \d+\/\d+ {2}\d+\/s/);
  expect(rebuilt.out).toContain('version 1.2 serves');
  expect((await onRunning('projections', 'list')).out).toMatch(/orders +1\.2 +live/);
  expect((await onRunning('projections', 'rollback', 'orders')).out).toContain('the build before serves again');
  expect((await onRunning('projections', 'status', 'orders')).out).toMatch(/orders +1\.1[^]*retired/);
  expect((await onRunning('projections', 'cancel', 'orders')).code).toBe(1);
  const unknown = await onRunning('projections', 'rebuild', 'nonsense');
  expect([unknown.code, unknown.error]).toEqual([1, 'There is no projection nonsense.\n']);
});

test('an order that waits for its next attempt is pushed; one that does not wait is not', async () => {
  const buyer = await shop.client().register('pushed@example.com');
  const order = await buyer.post('/orders', card(kettle, 1, 'tok_capture_fails'), { headers: { prefer: 'wait=10' } });
  await admin.send('PUT', `/orders/${order.body.id}/status`, { status: 'shipped' });
  const push = () => admin.post(`/admin/processes/${order.body.id}/resume`);
  for (let tries = 0; (await push()).status !== 200; tries += 1) {
    if (tries > 500) throw new Error('nothing of the order ever waited');
    await pause(10);
  }
  await buyer.until(`/orders/${order.body.id}`, ({ body }) => body.paymentStatus === 'paid');
  await settled(admin);
  expect((await onRunning('processes', 'list')).out).toMatch(/order-saga +running[^]*No order waits/);
  const idle = await onRunning('processes', 'resume', order.body.id);
  expect([idle.code, idle.out]).toEqual([1, expect.stringContaining('nothing of it waits')]);
});

test('an event that cannot be read parks its key and keeps nobody else; once it can be, a retry clears it', async () => {
  expect((await health())['notes']).toBeUndefined();
  poison();
  const parked = await admin.until('/admin/parked', ({ body }) =>
    body.items.some(({ projection }: { projection: string }) => projection === 'products'),
  );
  const { id } = parked.body.items.find(({ projection }: { projection: string }) => projection === 'products');

  await admin.post('/products', newProduct('OPS-2', 1, { name: 'Unharmed Pan' }));
  expect((await admin.get('/products?q=unharmed')).body.total).toBe(1);
  expect(await health()).toMatchObject({ status: 'ready', notes: ['parked events: 1 of view products'] });
  const metrics = await (await fetch(`${shop.url}/metrics`)).text();
  expect(metrics).toContain('storied_projection_parked{projection="products"} 1');

  expect((await onRunning('parked', 'list')).out).toContain(id);
  expect((await onRunning('parked', 'show', id)).out).toContain('ProductChanged version 99 is newer than this engine');
  const early = await onRunning('parked', 'retry', id);
  expect([early.code, early.out]).toEqual([1, expect.stringMatching(/Still parked after \d+ attempts/)]);
  expect((await admin.get(`/products/${kettle}`)).body).toMatchObject({ name: 'Product OPS-1', available: 9 });

  await shop.stop();
  mend();
  shop = await startShop({}, shop.dataDir);
  admin = await shop.admin();
  expect(await health()).toMatchObject({ notes: ['parked events: 1 of view products'] });
  expect(await onRunning('parked', 'retry', id)).toMatchObject({ code: 0, error: '' });
  expect((await admin.get(`/products/${kettle}`)).body.name).toBe('Mended Kettle');
  expect((await onRunning('parked', 'list')).out).toBe('Nothing is parked.\n');
  expect(await onRunning('parked', 'discard', id)).toMatchObject({
    code: 1,
    error: `Nothing is parked under ${id}.\n`,
  });
});

test('all of it works on a stopped shop, too', async () => {
  expect(await shop.stop()).toBe(0);
  expect((await onStopped('projections', 'rebuild', 'orders')).out).toMatch(/version 1\.\d+ serves/);
  expect((await onStopped('projections', 'rollback', 'orders')).out).toContain('the build before serves again');
  expect((await onStopped('projections', 'list')).out).toMatch(/orders +1\.1 +live/);
  expect((await onStopped('parked', 'list')).out).toBe('Nothing is parked.\n');
  expect((await onStopped('processes', 'list')).out).toBe('No order waits.\n');
  expect((await onStopped('processes', 'resume', 'x')).out).toContain('its next start takes every order up again');
  const mistyped = join(shop.dataDir, 'none');
  for (const words of [
    ['parked', 'list'],
    ['export', '--all'],
    ['backup', join(mistyped, 'backup')],
  ]) {
    expect((await ops(words, mistyped)).error).toContain('There is no shop in');
  }
  expect(existsSync(mistyped)).toBe(false);
});
