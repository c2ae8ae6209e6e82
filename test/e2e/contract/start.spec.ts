import { afterEach, expect, test } from '@jest/globals';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

let shop: Shop | null = null;
afterEach(async () => {
  await shop?.kill();
  shop = null;
});

test('a start with wrong settings ends with a message that names each of them and tells no secret', async () => {
  const wrong = {
    PORT: 'eighty',
    LOG_LEVEL: 'loud',
    PAYMENT_TIMEOUT_MS: '10s',
    LOW_STOCK: '-1',
    CURRENCY: 'EURO',
    PRODUCTS_API: 'not a url',
    ADMIN_EMAIL: 'nobody',
    ADMIN_PASSWORD: 'too few',
    JWT_SECRET: 'short-jwt',
    MASTER_KEY: 'short-master',
  };
  const failed = await startShop(wrong).then(
    async (started) => {
      await started.kill();
      return 'it started';
    },
    (error: Error) => error.message,
  );
  expect(failed).toMatch(/ended with [1-9]\d* before it listened/);
  for (const name of Object.keys(wrong)) expect(failed).toContain(name);
  for (const secret of ['too few', 'short-jwt', 'short-master']) expect(failed).not.toContain(secret);
  expect(failed).not.toMatch(/\n\s+at /);
});

test('a port that is taken is told plainly', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(startShop({ PORT: String(port) })).rejects.toThrow(new RegExp(`${port}|EADDRINUSE`));
  await new Promise((resolve) => other.close(resolve));
});

test('a second shop on the same data folder does not start', async () => {
  shop = await startShop();
  await expect(startShop({}, shop.dataDir)).rejects.toThrow(/before it listened/);
  expect((await shop.client().get('/health/live')).status).toBe(200);
});

test('the secrets are made once, for nobody else to read', async () => {
  const dataDir = temporaryFolder();
  shop = await startShop({}, dataDir);
  const admin = await shop.admin();
  const secrets = () =>
    readdirSync(dataDir)
      .filter((name) => /secret|key/i.test(name) && statSync(join(dataDir, name)).isFile() && !/\.db/.test(name))
      .map((name) => [name, readFileSync(join(dataDir, name), 'utf8')]);
  const made = secrets();
  expect(made.length).toBeGreaterThanOrEqual(2);
  for (const [name] of made) expect(statSync(join(dataDir, name!)).mode & 0o777).toBe(0o600);
  expect(await shop.stop()).toBe(0);
  shop = await startShop({}, dataDir);
  expect(secrets()).toEqual(made);
  admin.url = shop.url;
  expect((await admin.get('/users/me')).status).toBe(200);
});

test('the first admin is the one of the environment', async () => {
  shop = await startShop({ ADMIN_EMAIL: 'boss@example.com', ADMIN_PASSWORD: 'a password of the boss' });
  const boss = await shop.client().login('boss@example.com', 'a password of the boss');
  expect((await boss.get('/users/me')).body.roles).toContain('admin');
  await expect(shop.admin()).rejects.toThrow('login failed');
  expect(JSON.stringify(shop.log)).not.toContain('a password of the boss');
});
