import { beforeAll, expect, test } from '@jest/globals';
import { DatabaseSync } from '@photostructure/sqlite';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { verify } from './books.ts';
import { card, newProduct } from './client.ts';
import { ops } from './ops.ts';
import { startShop } from './shop.ts';

let honest: string;
let productId: string;
let orderId: string;

/** A shop's folder after one order, stopped in order. */
beforeAll(async () => {
  const shop = await startShop();
  try {
    const admin = await shop.admin();
    const product = await admin.post('/products', newProduct('TMP-1', 5));
    const buyer = await shop.client().register('ada@example.com');
    const order = await buyer.post('/orders', card(product.body.id), { headers: { prefer: 'wait=10' } });
    expect(order.body.status).toBe('confirmed');
    await admin.until(`/admin/notifications?orderId=${order.body.id}`, ({ body }) => body.items[0]?.status === 'sent');
    await admin.get('/orders');
    expect(await shop.stop()).toBe(0);
    honest = shop.dataDir;
    [productId, orderId] = [product.body.id, order.body.id];
  } finally {
    await shop.kill();
  }
});

function copyOf(): string {
  const copy = temporaryFolder();
  cpSync(honest, copy, { recursive: true });
  return copy;
}

function alter(path: string, sql: string): void {
  const file = new DatabaseSync(path);
  const { changes } = file.prepare(sql).run();
  file.close();
  expect(changes).toBe(1);
}

/** All that a verification found to be wrong, in its order. */
const wrongs = (output: string) => output.split('\n').filter((line) => line.startsWith('WRONG: '));
const differs = (view: string) =>
  expect.stringMatching(`^WRONG: view ${view}: a cold fold up to [0-9a-f]{16} differs$`);

test('an untouched folder adds up', async () => {
  const { code, output } = await verify(copyOf());
  expect([code, wrongs(output)]).toEqual([0, []]);
  expect(output).toContain('Everything adds up');
});

test('one altered character of one event is found and named', async () => {
  const dir = copyOf();
  alter(
    join(dir, 'events.db'),
    `UPDATE events SET data = replace(data, '"sku":"TMP-1"', '"sku":"TMP-2"') WHERE type = 'ProductAdded'`,
  );
  const { code, output } = await verify(dir);
  expect(code).toBe(1);
  expect(wrongs(output)).toEqual([
    `WRONG: event 0 of product-${productId}: altered`,
    differs('products'),
    differs('inventory'),
  ]);
});

test('a removed event is found and named', async () => {
  const dir = copyOf();
  alter(join(dir, 'events.db'), `DELETE FROM events WHERE type = 'OrderStockReserved'`);
  const { code, output } = await verify(dir);
  expect(code).toBe(1);
  expect(wrongs(output)).toEqual([
    `WRONG: event 1 of order-${orderId}: missing`,
    differs('order-history'),
    differs('processes'),
  ]);
});

/** Everything that the tables of the log have, read past every index. */
function tables(path: string): string {
  const file = new DatabaseSync(path, { readOnly: true });
  const rows = ['streams', 'events'].map((name) => file.prepare(`SELECT * FROM ${name} NOT INDEXED`).all());
  file.close();
  return JSON.stringify(rows);
}

test('an index that hides an order from its readers, though its events are all there, is found', async () => {
  const dir = copyOf();
  const path = join(dir, 'events.db');
  const whole = readFileSync(path);
  const before = tables(path);
  const { stream_id: stream } = (JSON.parse(before)[0] as { stream_id: string }[]).find(({ stream_id }) =>
    stream_id.startsWith('order-'),
  )!;
  let isHidden = false;
  for (let at = whole.indexOf(stream); at >= 0 && !isHidden; at = whole.indexOf(stream, at + 1)) {
    const altered = Buffer.from(whole);
    altered[at] = 'p'.charCodeAt(0);
    writeFileSync(path, altered);
    isHidden = tables(path) === before;
  }
  expect(isHidden).toBe(true);
  for (const command of [['verify'], ['audit', 'verify']]) {
    const { code, out } = await ops(command, dir);
    expect(code).toBe(1);
    expect(wrongs(out)).not.toEqual([]);
    for (const wrong of wrongs(out))
      expect(wrong).toMatch(/^WRONG: events\.db is damaged: row \d+ missing from index /);
  }
});

test('an altered document of a view is found and named', async () => {
  const dir = copyOf();
  const file = readdirSync(join(dir, 'views')).find((name) => /^orders@.*\.db$/.test(name))!;
  alter(
    join(dir, 'views', file),
    `UPDATE documents SET document = replace(document, '"status":"confirmed"', '"status":"delivered"')`,
  );
  const { code, output } = await verify(dir);
  expect(code).toBe(1);
  expect(wrongs(output)).toEqual([differs('orders')]);
});

test('a forged entry in the books of the provider is found and named', async () => {
  const dir = copyOf();
  alter(join(dir, 'provider.db'), `UPDATE payments SET status = 'captured', captured = amount`);
  const { code, output } = await verify(dir);
  expect(code).toBe(1);
  expect(wrongs(output)).toEqual([
    `WRONG: payment ${orderId}: the log says authorized, the provider captured 1999, refunded 0 EUR`,
  ]);
});
