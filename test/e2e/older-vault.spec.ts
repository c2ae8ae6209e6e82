import { expect, test } from '@jest/globals';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openForReading } from '../../adapters/embedded/reading.ts';
import { findMasterKey } from '../../app/secrets.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { verify } from './books.ts';
import { filesNaming } from './files-naming.ts';
import { ops } from './ops.ts';
import { startShop } from './shop.ts';
import { email, password, personal, somebodyBuys } from './somebody-to-erase.ts';

/** What the vault of a folder says of somebody. */
async function keyOf(userId: string, dataDir: string): Promise<string> {
  const masterKey = findMasterKey(dataDir, { masterKey: null })!;
  const { keyVault, close } = openForReading({ dir: dataDir, masterKey });
  const { status } = await keyVault.find(userId);
  await close();
  return status;
}

test('a vault from an older backup gives nobody back who was erased since', async () => {
  const dataDir = temporaryFolder();
  const { userId, orderId } = await somebodyBuys(dataDir);
  const backup = join(temporaryFolder(), 'backup');
  expect(await ops(['backup', backup], dataDir)).toMatchObject({ code: 0 });
  const erasing = await startShop({}, dataDir);
  const mina = await erasing.client().login(email, password);
  expect((await mina.send('DELETE', '/users/me')).status).toBe(204);
  expect(await erasing.stop()).toBe(0);

  for (const file of ['vault.db', 'vault.db-wal', 'vault.db-shm']) rmSync(join(dataDir, file), { force: true });
  cpSync(join(backup, 'vault.db'), join(dataDir, 'vault.db'));
  expect(await keyOf(userId, dataDir)).toBe('key');

  const shop = await startShop({}, dataDir);
  try {
    const admin = await shop.admin();
    const nobody = { email: null, fullName: null };
    expect((await admin.get(`/users/${userId}`)).body).toMatchObject(nobody);
    expect((await admin.get(`/users/${userId}?at=0`)).body).toMatchObject(nobody);
    expect((await admin.get(`/orders/${orderId}?at=0`)).body).toMatchObject({ shippingAddress: null });
    expect(filesNaming(dataDir, personal)).toEqual([]);
    expect(await shop.stop()).toBe(0);
  } finally {
    await shop.kill();
  }
  expect(await keyOf(userId, dataDir)).toBe('destroyed');
  expect(await verify(dataDir)).toMatchObject({ code: 0 });
});
