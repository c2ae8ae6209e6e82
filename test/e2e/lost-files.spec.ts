import { expect, test } from '@jest/globals';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { verify } from './books.ts';
import { ops } from './ops.ts';
import { startShop } from './shop.ts';

async function stoppedShop(): Promise<string> {
  const shop = await startShop();
  expect(await shop.stop()).toBe(0);
  return shop.dataDir;
}

test('without the vault of its keys a shop does not start, again and again', async () => {
  const dataDir = await stoppedShop();
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(dataDir, `vault.db${suffix}`), { force: true });
  for (const _start of [1, 2])
    await expect(startShop({}, dataDir)).rejects.toThrow('vault.db with the keys of this log is missing');
});

test('without its master key a shop does not start, and makes no new one', async () => {
  const dataDir = await stoppedShop();
  rmSync(join(dataDir, 'master-key'));
  await expect(startShop({}, dataDir)).rejects.toThrow('master-key is missing');
  expect(existsSync(join(dataDir, 'master-key'))).toBe(false);
});

test('where there is no shop there is nothing to verify, and none is made', async () => {
  const dataDir = temporaryFolder();
  expect(await verify(dataDir)).toEqual({ code: 1, output: expect.stringContaining('There is no shop in') });
  expect(existsSync(join(dataDir, 'events.db'))).toBe(false);
});

test('where there is neither a shop in the folder nor one at the address, both are named', async () => {
  const dataDir = temporaryFolder();
  const asked = await ops(['projections', 'list'], dataDir, { SHOP_URL: 'http://127.0.0.1:9' });
  const message = `No shop answers at http://127.0.0.1:9 (SHOP_URL), and there is none in ${dataDir} (DATA_DIR).\n`;
  expect([asked.code, asked.error]).toEqual([1, message]);
});
