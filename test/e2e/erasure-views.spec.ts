import { beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteFile } from '../../adapters/embedded/sqlite.ts';
import { eventually } from '../contracts/subject.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { verify } from './books.ts';
import { changedProduct } from './changed-product.ts';
import type { Change } from './changed-product.ts';
import type { Reply } from '../http/ask.ts';
import type { Client } from './client.ts';
import { filesNaming } from './files-naming.ts';
import { startShop } from './shop.ts';
import { email, fullName, password, personal, somebodyBuys } from './somebody-to-erase.ts';
import type { Shop } from './shop.ts';

const before = temporaryFolder();
const nobody = { email: null, fullName: null };
let userId: string;
let orderId: string;

beforeAll(async () => {
  ({ userId, orderId } = await somebodyBuys(before));
});

async function inAShop(
  program: string | undefined,
  prepare: (dataDir: string) => void,
  run: (shop: Shop) => Promise<void>,
) {
  const dataDir = temporaryFolder();
  cpSync(before, dataDir, { recursive: true });
  prepare(dataDir);
  const shop = await startShop({}, dataDir, program === undefined ? {} : { program });
  try {
    await run(shop);
  } finally {
    await shop.kill();
  }
}

/** Erases her, and answers once no file of the running shop has anything of her. */
async function erase(shop: Shop): Promise<void> {
  const mina = await shop.client().login(email, password);
  expect((await mina.send('DELETE', '/users/me')).status).toBe(204);
  await eventually(() => filesNaming(shop.dataDir, personal).length === 0);
}

/** The views that keep something of her. */
const kept = ['customers', 'notifications', 'orders'];
const raised = (view: string): Change => [`projectors/${view}/${view}.js`, 'version: 1', 'version: 2'];
const noRebuildSucceeds: Change = [
  'adapters/embedded/rebuild/digest-thread.js',
  'cold: addDigests(...parts)',
  "cold: 'another'",
];

function ofAnotherLog(dataDir: string, view: string): void {
  const file = new SqliteFile(join(dataDir, 'views', `${view}@1.1.db`), 'disposable');
  const row = file.prepareArrays<[string]>("SELECT value FROM meta WHERE key = 'checkpoint'").get()!;
  const checkpoint = JSON.stringify({ ...(JSON.parse(row[0]) as object), logId: 'another' });
  file.prepare("UPDATE meta SET value = ? WHERE key = 'checkpoint'").run(checkpoint);
  file.close();
}

/** A rebuild stands still while there is a file of the name of its state in the data folder. */
const whileThereIs = (name: string) =>
  `for (const { existsSync } = await import('node:fs'); existsSync(task.dir + '/${name}'); ) await new Promise((go) => setTimeout(go, 5));`;
const held: readonly Change[] = [
  [
    'adapters/embedded/rebuild/fill-thread.js',
    "send({ kind: 'progress', events });",
    `send({ kind: 'progress', events }); if (events > 0) return (async () => { ${whileThereIs('catching-up')} })();`,
  ],
  ['adapters/embedded/rebuild/digest-thread.js', 'const shares =', `${whileThereIs('verifying')} const shares =`],
];

async function rebuilt(admin: Client, name: string): Promise<void> {
  const ended = await admin.until(`/admin/projections/${name}`, ({ body }) => body.state === 'live');
  expect([name, ended.body.rebuild]).toEqual([name, expect.objectContaining({ state: 'live' })]);
}

async function showsNothing(admin: Client): Promise<void> {
  expect((await admin.get(`/users/${userId}`)).body).toMatchObject(nobody);
  expect((await admin.get(`/orders/${orderId}`)).body).toMatchObject({ shippingAddress: null });
}

describe('Somebody who is erased', () => {
  test('is in no view that older code made and that no rebuild can replace', () =>
    inAShop(
      changedProduct(...kept.map(raised), noRebuildSucceeds),
      () => {},
      async (shop) => {
        const admin = await shop.admin();
        for (const view of kept) {
          // A rebuild that has failed is still noted down for a moment.
          const settled = await admin.until(
            `/admin/projections/${view}`,
            ({ body }) => body.rebuild?.state === 'failed' && body.state !== 'rebuilding',
          );
          expect(settled.body).toMatchObject({ version: '1.1', state: 'refused' });
        }
        expect((await admin.get(`/users/${userId}`)).body).toMatchObject({ email, fullName });
        await erase(shop);
        expect((await admin.get(`/users/${userId}`)).body).toMatchObject(nobody);
        expect(await shop.stop()).toBe(0);
        expect(filesNaming(shop.dataDir, personal)).toEqual([]);
      },
    ));

  test('is in no view of another log, and does not come back when it is built anew', () =>
    inAShop(
      undefined,
      (dataDir) => kept.forEach((view) => ofAnotherLog(dataDir, view)),
      async (shop) => {
        const admin = await shop.admin();
        expect((await admin.get('/admin/projections/customers')).body.state).toBe('refused');
        await erase(shop);
        expect((await admin.get(`/users/${userId}`)).body).toMatchObject(nobody);
        expect((await admin.get('/admin/projections/customers')).body.state).toBe('refused');
        for (const view of kept) {
          await admin.post(`/admin/projections/${view}/rebuild`);
          await admin.until(`/admin/projections/${view}`, ({ body }) => body.state === 'live');
        }
        expect((await admin.get(`/users/${userId}`)).body).toMatchObject(nobody);
        expect(filesNaming(shop.dataDir, personal)).toEqual([]);
        expect(await shop.stop()).toBe(0);
        expect(await verify(shop.dataDir)).toMatchObject({ code: 0 });
      },
    ));

  test('is in no view that is being rebuilt', () =>
    inAShop(
      undefined,
      () => {},
      async (shop) => {
        const admin = await shop.admin();
        const { body } = await admin.get('/admin/projections?limit=100');
        const names = body.items.map(({ name }: { name: string }) => name) as string[];
        await Promise.all(names.map((name) => admin.post(`/admin/projections/${name}/rebuild`)));
        await erase(shop);
        for (const name of names) await rebuilt(admin, name);
        await showsNothing(admin);
        expect(filesNaming(shop.dataDir, personal)).toEqual([]);
      },
    ));

  test.each(['catching-up', 'verifying'])('is in no view whose rebuild has read of them and is still %s', (state) =>
    inAShop(
      changedProduct(...held),
      (dataDir) => writeFileSync(join(dataDir, state), ''),
      async (shop) => {
        const admin = await shop.admin();
        for (const name of ['customers', 'orders']) {
          await admin.post(`/admin/projections/${name}/rebuild`);
          const hasRead = ({ body: { rebuild } }: Reply) => rebuild?.state === state && rebuild.processed > 0;
          await admin.until(`/admin/projections/${name}`, hasRead);
        }
        const mina = await shop.client().login(email, password);
        expect((await mina.send('DELETE', '/users/me')).status).toBe(204);
        await showsNothing(admin);
        rmSync(join(shop.dataDir, state));
        await eventually(() => filesNaming(shop.dataDir, personal).length === 0);
        for (const name of ['customers', 'orders']) await rebuilt(admin, name);
        await showsNothing(admin);
        await eventually(async () => {
          const metrics = await (await fetch(`${shop.url}/metrics`)).text();
          return metrics.includes('storied_process_retrying{process="erasure-finisher"} 0\n');
        });
        expect(filesNaming(shop.dataDir, personal)).toEqual([]);
      },
    ),
  );
});
