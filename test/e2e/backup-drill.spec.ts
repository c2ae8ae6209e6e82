import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { all, settled } from './books.ts';
import type { OrderBody } from './books.ts';
import { card, newProduct } from './client.ts';
import type { Client } from './client.ts';
import { ops } from './ops.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

let shop: Shop;
let backup: string;
let atLeast: string[];
let later: string;

/** Orders one after the other until told to stop; answers the ids of those that the shop acknowledged. */
function keepOrdering(buyer: Client, productId: string): { readonly acknowledged: string[]; stop(): Promise<void> } {
  const acknowledged: string[] = [];
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      const { status, body } = await buyer.post('/orders', card(productId));
      if (status !== 201) throw new Error(`an order was not taken: ${status}`);
      acknowledged.push(body.id);
    }
  })();
  return {
    acknowledged,
    stop: () => {
      stopped = true;
      return running;
    },
  };
}

beforeAll(async () => {
  shop = await startShop({ ORDERS_PER_MINUTE: '100000' });
  const admin = await shop.admin();
  const product = await admin.post('/products', newProduct('DRILL-1', 5_000));
  const buyers = await Promise.all([1, 2, 3, 4].map((n) => shop.client().register(`buyer${n}@example.com`)));
  const load = buyers.map((buyer) => keepOrdering(buyer, product.body.id));
  await buyers[0]!.until('/orders?limit=1', ({ body }) => body.items.length > 0);
  backup = join(temporaryFolder(), 'backup');
  atLeast = load.flatMap(({ acknowledged }) => [...acknowledged]);
  const made = await ops(['backup', backup], shop.dataDir);
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('The master key is not in it') });
  for (const each of load) await each.stop();
  later = (await buyers[0]!.post('/orders', card(product.body.id))).body.id;
});
afterAll(() => shop.kill());

/** A folder with nothing but the keys of the shop that was backed up. */
function newFolder(): string {
  const folder = temporaryFolder();
  for (const key of ['master-key', 'audit-key']) cpSync(join(shop.dataDir, key), join(folder, key));
  return folder;
}

test('a backup made under load has every file it names, for its owner alone, and no secret', () => {
  const manifest = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8'));
  const names = manifest.files.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['events.db', 'vault.db', 'durable.db', 'provider.db']));
  expect(new Set(readdirSync(backup))).toEqual(new Set([...names, 'manifest.json']));
  for (const name of readdirSync(backup)) expect(statSync(join(backup, name)).mode & 0o077).toBe(0);
  expect(manifest).toMatchObject({ format: 'storied-backup', head: expect.stringMatching(/^[0-9a-f]{16}$/) });
});

test('restored elsewhere it has all that was acknowledged before it, every saga finishes, and the books add up', async () => {
  const folder = newFolder();
  const restored = await ops(['restore', backup, '--into', folder], shop.dataDir);
  expect(restored).toMatchObject({ code: 0, error: '' });
  const again = await startShop({ ORDERS_PER_MINUTE: '100000' }, folder);
  try {
    const admin = await again.admin();
    const orders: OrderBody[] = await settled(admin);
    const ids = new Set(orders.map(({ id }) => id));
    expect(atLeast.filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.has(later)).toBe(false);
    expect(orders.filter(({ status }) => status !== 'confirmed')).toEqual([]);
    const people = await all<{ email: string }>(admin, '/users');
    expect(people.map(({ email }) => email)).toContain('buyer1@example.com');
    expect(await again.stop()).toBe(0);
  } finally {
    await again.kill();
  }
  const verdict = await ops(['verify'], folder);
  expect([verdict.code, verdict.out]).toEqual([0, expect.stringContaining('Everything adds up')]);
}, 90_000);

test('a view of the lost history, beside the restored log, refuses and asks for a rebuild, which mends it', async () => {
  const folder = newFolder();
  expect((await ops(['restore', backup, '--into', folder], shop.dataDir)).code).toBe(0);
  await shop.stop();
  cpSync(join(shop.dataDir, 'views'), join(folder, 'views'), { recursive: true });
  const status = await ops(['projections', 'status', 'orders'], folder);
  expect(status.out).toMatch(/orders +1\.1 +refused/);
  const rebuilt = await ops(['projections', 'rebuild', 'orders'], folder);
  expect(rebuilt.out).toMatch(/version 1\.\d+ serves/);
  expect((await ops(['projections', 'status', 'orders'], folder)).out).toMatch(/orders +1\.\d+ +live/);
});

test('a target that is not empty, a file that is not what was backed up, and another master key are refused', async () => {
  const into = async (folder: string, from = backup) => {
    const { code, error } = await ops(['restore', from, '--into', folder], shop.dataDir);
    expect(code).toBe(1);
    return error;
  };
  expect(await into(shop.dataDir)).toContain('is not empty');
  expect(await into(temporaryFolder())).toContain('The master key is missing');

  const spoiled = temporaryFolder();
  cpSync(backup, spoiled, { recursive: true });
  writeFileSync(
    join(spoiled, 'vault.db'),
    readFileSync(join(spoiled, 'vault.db')).map((byte, at) => (at === 5_000 ? byte ^ 1 : byte)),
  );
  const folder = newFolder();
  expect(await into(folder, spoiled)).toContain('vault.db is not the file that was backed up');
  expect(new Set(readdirSync(folder))).toEqual(new Set(['master-key', 'audit-key']));

  const stranger = temporaryFolder();
  writeFileSync(join(stranger, 'master-key'), 'x'.repeat(64));
  expect(await into(stranger)).toContain('the master key does not fit this vault');
  expect(readdirSync(stranger).filter((name) => name.endsWith('.db'))).toEqual([]);
});
