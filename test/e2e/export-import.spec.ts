import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatabaseSync } from '@photostructure/sqlite';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from './books.ts';
import { card, newProduct } from './client.ts';
import { ops } from './ops.ts';
import { erased } from '../stories/erasure.ts';
import { newDataDir, startShop } from './shop.ts';
import type { Shop } from './shop.ts';

let shop: Shop;
let files: string;
let events: string;
let keys: string;

beforeAll(async () => {
  shop = await startShop();
  const admin = await shop.admin();
  const product = await admin.post('/products', newProduct('TRAVEL-1', 5));
  const buyer = await shop.client().register('traveller@example.com');
  await buyer.post('/orders', card(product.body.id), { headers: { prefer: 'wait=10' } });
  const [order] = await settled(admin);
  await admin.send('PUT', `/orders/${order!.id}/status`, { status: 'shipped' });
  await admin.until(`/orders/${order!.id}`, ({ body }) => body.paymentStatus === 'paid');
  await settled(admin);
  await admin.until(`/admin/notifications?orderId=${order!.id}`, ({ body }) => body.items.length === 3);
  files = newDataDir();
  [events, keys] = [join(files, 'events.ndjson'), join(files, 'keys.ndjson')];
}, 60_000);
afterAll(() => shop.kill());

const log = (dataDir: string) => {
  const file = new DatabaseSync(join(dataDir, 'events.db'), { readOnly: true });
  const rows = file.prepare(
    'SELECT position, stream_id, revision, event_id, data, metadata FROM events JOIN streams USING (stream_no)',
  );
  const found = rows.all();
  file.close();
  return found;
};

function newFolder(): string {
  const folder = newDataDir();
  cpSync(join(shop.dataDir, 'master-key'), join(folder, 'master-key'));
  return folder;
}

test('a running shop is exported as it is stored: nothing personal can be read, in the keys neither', async () => {
  const { code, error } = await ops(['export', '--all', '--out', events, '--keys', keys], shop.dataDir);
  expect([code, error]).toEqual([0, expect.stringMatching(/\d+ events in .*\n\d+ keys in /)]);
  for (const file of [events, keys]) {
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('traveller@example.com');
  }
  const again = await ops(['export', '--all', '--out', events], shop.dataDir);
  expect([again.code, again.error]).toEqual([1, expect.stringContaining('is there already')]);
});

test('one stream is exported to standard output', async () => {
  const product = log(shop.dataDir)
    .map((row) => String(row['stream_id']))
    .find((stream) => stream.startsWith('product-'))!;
  const { out } = await ops(['export', '--stream', product], shop.dataDir);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ format: 'storied-events', stream: product, count: lines.length - 1 });
  expect(lines[1]).toMatchObject({ stream: product, revision: 0, type: 'ProductAdded' });
});

test('imported elsewhere it is the same log, the people in it can sign in, and nothing happens twice', async () => {
  const folder = newFolder();
  expect(await ops(['import', events, '--keys', keys], folder)).toMatchObject({ code: 0, error: '' });
  expect(log(folder)).toEqual(log(shop.dataDir));
  expect(await shop.stop()).toBe(0);
  // The card provider is somebody else; its books are not in the log.
  for (const name of readdirSync(shop.dataDir).filter((each) => each.startsWith('provider.db')))
    cpSync(join(shop.dataDir, name), join(folder, name));
  const elsewhere = await startShop({}, folder);
  try {
    const admin = await elsewhere.admin();
    await settled(admin);
    const traveller = await elsewhere.client().login('traveller@example.com', 'correct horse');
    const orders = await traveller.get('/orders');
    expect(orders.body.items).toMatchObject([{ status: 'shipped', paymentStatus: 'paid' }]);
    expect(log(folder)).toEqual(log(shop.dataDir));
    expect(existsSync(join(folder, 'outbox')) ? readdirSync(join(folder, 'outbox')) : []).toEqual([]);
    const refused = await ops(['import', events, '--keys', keys], folder);
    expect([refused.code, refused.error]).toEqual([1, expect.stringContaining('in use')]);
    expect(await elsewhere.stop()).toBe(0);
  } finally {
    await elsewhere.kill();
  }
  expect((await ops(['verify'], folder)).out).toContain('Everything adds up');
  const refused = await ops(['import', events, '--keys', keys], folder);
  expect([refused.code, refused.error]).toEqual([1, expect.stringContaining('has events already')]);
}, 60_000);

test('somebody whom the log says erased stays so, whatever the file of keys still has', async () => {
  const folder = newFolder();
  const lines = readFileSync(events, 'utf8').trimEnd().split('\n');
  const person = lines
    .slice(1)
    .map((line) => JSON.parse(line))
    .find(({ type }) => type === 'UserRegistered');
  const ending = erased(
    lines
      .slice(1)
      .map((line) => JSON.parse(line))
      .filter(({ stream }) => stream === person.stream),
  );
  const header = JSON.parse(lines[0]!);
  const longer = join(files, 'erased.ndjson');
  writeFileSync(
    longer,
    [JSON.stringify({ ...header, count: header.count + 1 }), ...lines.slice(1), JSON.stringify(ending), ''].join('\n'),
  );
  const { out } = await ops(['import', longer, '--keys', keys], folder);
  expect(out).toContain('1 of them erased');
  const vault = new DatabaseSync(join(folder, 'vault.db'), { readOnly: true });
  const row = vault.prepare('SELECT wrapped, destroyed_at FROM keys WHERE subject = ?').get(person.stream.slice(5));
  vault.close();
  expect(row).toMatchObject({ wrapped: null, destroyed_at: ending.metadata.time });
});

test('a broken line is named, and the folder can be used again', async () => {
  const folder = newFolder();
  const spoiled = join(files, 'spoiled.ndjson');
  writeFileSync(spoiled, readFileSync(events, 'utf8').replace('"sku":"TRAVEL-1"', '"sku":"TRAVEL-2"'));
  const refused = await ops(['import', spoiled, '--keys', keys], folder);
  expect([refused.code, refused.error]).toEqual([
    1,
    expect.stringMatching(/line \d+: event 0 of product-[0-9a-f-]+: altered/),
  ]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.db'))).toEqual([]);
  expect((await ops(['import', events, '--keys', keys], folder)).code).toBe(0);
});
