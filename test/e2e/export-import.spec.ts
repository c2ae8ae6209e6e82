import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DatabaseSync } from '@photostructure/sqlite';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../contracts/subject.ts';
import { settled } from './books.ts';
import { card, newProduct } from './client.ts';
import { inFile } from './honest-folder.ts';
import { ops } from './ops.ts';
import { erased } from '../stories/erasure.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

const traveller = { email: 'traveller@example.com', password: 'correct horse' };

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
  files = temporaryFolder();
  [events, keys] = [join(files, 'events.ndjson'), join(files, 'keys.ndjson')];
});
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
  const folder = temporaryFolder();
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
    expect(await elsewhere.stop()).toBe(0);
  } finally {
    await elsewhere.kill();
  }
  expect((await ops(['verify'], folder)).out).toContain('Everything adds up');
  const refused = await ops(['import', events, '--keys', keys], folder);
  expect([refused.code, refused.error]).toEqual([1, expect.stringMatching(/is not empty: .* nothing was written/)]);
});

/** Imports the log as if the traveller had been erased next, with these words for the keys from before. */
async function importErased(isKeyDestroyed: boolean, withKeys = ['--keys', keys]) {
  const folder = newFolder();
  const [header, ...lines] = readFileSync(events, 'utf8').trimEnd().split('\n');
  const all = lines.map((line) => JSON.parse(line));
  const person = all.findLast(({ type }) => type === 'UserRegistered');
  const told = erased(
    all.filter(({ stream }) => stream === person.stream),
    isKeyDestroyed,
  );
  const longer = join(files, 'longer.ndjson');
  const changed = JSON.stringify({ ...JSON.parse(header!), count: all.length + told.length });
  writeFileSync(longer, [changed, ...lines, ...told.map((event) => JSON.stringify(event)), ''].join('\n'));
  const { out } = await ops(['import', longer, ...withKeys], folder);
  const key = () => {
    const vault = new DatabaseSync(join(folder, 'vault.db'), { readOnly: true });
    const row = vault.prepare('SELECT wrapped, destroyed_at FROM keys WHERE subject = ?').get(person.stream.slice(5));
    vault.close();
    return row;
  };
  return { folder, out, told, key };
}

test('somebody whose key the log says destroyed has none, whatever the file of keys still has', async () => {
  const { out, told, key } = await importErased(true);
  expect(out).toContain('1 of them erased');
  expect(key()).toMatchObject({ wrapped: null, destroyed_at: told[1]!.metadata.time });
});

test('an erasure that the export met half done is finished by the first start, and frees the e-mail', async () => {
  const { folder, out, key } = await importErased(false);
  expect(out).toContain('0 of them erased');
  expect(key()).toMatchObject({ destroyed_at: null });
  const elsewhere = await startShop({}, folder);
  try {
    await eventually(() => key()!['wrapped'] === null);
    const client = elsewhere.client();
    expect((await client.post('/auth/login', traveller)).status).toBe(401);
    expect((await client.post('/auth/register', { ...traveller, fullName: 'Somebody Else' })).status).toBe(201);
    expect(await elsewhere.stop()).toBe(0);
  } finally {
    await elsewhere.kill();
  }
});

test('an erasure that the export met half done is over where no key came with it', async () => {
  const { told, key } = await importErased(false, []);
  expect(key()).toMatchObject({ wrapped: null, destroyed_at: told[0]!.metadata.time });
});

test('a payment of the imported history cannot be compared, which is no fault; one made since that is wrong is one', async () => {
  const folder = newFolder();
  expect((await ops(['import', events, '--keys', keys], folder)).code).toBe(0);
  const elsewhere = await startShop({}, folder);
  try {
    const admin = await elsewhere.admin();
    const { items } = (await admin.get('/products')).body;
    const buyer = await elsewhere.client().register('local@example.com');
    await buyer.post('/orders', card(items[0].id), { headers: { prefer: 'wait=10' } });
    await settled(admin);
    expect(await elsewhere.stop()).toBe(0);
  } finally {
    await elsewhere.kill();
  }
  const verdict = await ops(['verify'], folder);
  expect(verdict).toMatchObject({ code: 0, out: expect.stringContaining('Everything else adds up.') });
  expect(verdict.out).toMatch(/^1 card payments: log and provider's books compared$/m);
  expect(verdict.out).toMatch(
    /^1 card payments of the imported history \(\d+ events, .*Z\) cannot be compared: the provider's books did not travel$/m,
  );

  const spoiled = temporaryFolder();
  cpSync(folder, spoiled, { recursive: true });
  inFile(spoiled, 'provider.db', (file) => file.exec('DELETE FROM payments'));
  const wrong = await ops(['verify'], spoiled);
  expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining('the log says authorized, the provider none') });
  expect(wrong.out).toContain('1 things are wrong.');

  inFile(folder, 'events.db', (file) =>
    file.exec(`UPDATE events SET data = replace(data, '"sku":"TRAVEL-1"', '"sku":"TRAVEL-2"')`),
  );
  const damaged = await ops(['verify'], folder);
  expect(damaged).toMatchObject({
    code: 1,
    out: expect.stringMatching(/WRONG: event 0 of product-[0-9a-f-]+: altered/),
  });
});

describe('A refused import names what is wrong and leaves the folder as it was', () => {
  const lines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');
  const spoiledFile = (name: string, text: string) => {
    const path = join(files, name);
    writeFileSync(path, text);
    return path;
  };
  const cut = (file: string, bytes: number) => readFileSync(file, 'utf8').slice(0, -bytes);
  const without = (file: string, line: number) => lines(file).toSpliced(line, 1).join('\n');
  const ways: [string, () => string[], string | RegExp][] = [
    [
      'an altered event',
      () => [
        spoiledFile('altered.ndjson', readFileSync(events, 'utf8').replace('"sku":"TRAVEL-1"', '"sku":"TRAVEL-2"')),
        '--keys',
        keys,
      ],
      /line \d+: event 0 of product-[0-9a-f-]+: altered/,
    ],
    [
      'events that were cut off between two lines',
      () => [spoiledFile('cut.ndjson', lines(events).slice(0, -3).join('\n')), '--keys', keys],
      /the file was cut off: \d+ of \d+ events are in it/,
    ],
    [
      'events that were cut off within a line',
      () => [spoiledFile('torn.ndjson', cut(events, 100)), '--keys', keys],
      /line \d+: this is no event/,
    ],
    [
      'keys that were cut off between two lines',
      () => [events, '--keys', spoiledFile('cut.keys', lines(keys).slice(0, -1).join('\n'))],
      'was cut off: its last line',
    ],
    [
      'keys that were cut off within a line',
      () => [events, '--keys', spoiledFile('torn.keys', cut(keys, 5))],
      /line \d+: this is no key/,
    ],
    [
      'a key that was left out',
      () => [events, '--keys', spoiledFile('less.keys', without(keys, 1))],
      /there should be \d+ keys/,
    ],
    ['no file', () => ['/nowhere/events.ndjson'], 'There is no file /nowhere/events.ndjson'],
    ['a folder', () => [files], 'is a folder, not a file'],
    ['no file of keys', () => [events, '--keys', '/nowhere/keys'], 'There is no file /nowhere/keys'],
    ['the keys for the events', () => [keys], 'this is no export of events'],
    ['the events for the keys', () => [events, '--keys', events], 'this is no file of keys'],
  ];
  test.each(ways)('%s', async (_, words, reason) => {
    const folder = newFolder();
    const refused = await ops(['import', ...words()], folder);
    expect([refused.code, refused.error]).toEqual([1, expect.stringMatching(reason)]);
    expect(refused.error.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['master-key']);
  });

  test('a folder that was not there is not there, and can be imported into then', async () => {
    const folder = join(temporaryFolder(), 'deep', 'shop');
    const env = { MASTER_KEY: readFileSync(join(shop.dataDir, 'master-key'), 'utf8') };
    const spoiled = spoiledFile('again.ndjson', lines(events).slice(0, -1).join('\n'));
    expect((await ops(['import', spoiled, '--keys', keys], folder, env)).code).toBe(1);
    expect(existsSync(join(folder, '..'))).toBe(false);
    expect(await ops(['import', events, '--keys', keys], folder)).toMatchObject({
      code: 1,
      error: expect.stringContaining('The master key is missing'),
    });
    expect(existsSync(join(folder, '..'))).toBe(false);
    expect((await ops(['import', events, '--keys', keys], folder, env)).code).toBe(0);
  });

  test('the master key of another shop', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'master-key'), 'x'.repeat(64));
    const refused = await ops(['import', events, '--keys', keys], folder);
    expect([refused.code, refused.error]).toEqual([1, expect.stringContaining('another master key wrapped this key')]);
    expect(readdirSync(folder)).toEqual(['master-key']);
  });
});

test('keys that are older than the events are imported with a warning', async () => {
  const older = join(files, 'older.keys');
  const each = readFileSync(keys, 'utf8').trimEnd().split('\n');
  writeFileSync(older, [each[0], ...each.slice(2, -1), JSON.stringify({ count: each.length - 3 })].join('\n'));
  const { code, out } = await ops(['import', events, '--keys', older], newFolder());
  expect([code, out]).toEqual([0, expect.stringContaining('WARNING: 1 people of the log have no key in the file')]);
});

test('an export into a folder that is missing, or over a file of keys, writes nothing', async () => {
  const into = async (...words: string[]) => ops(['export', '--all', ...words], shop.dataDir);
  const nowhere = await into('--out', '/nowhere/events.ndjson');
  expect([nowhere.code, nowhere.error]).toEqual([1, 'There is no folder /nowhere\n']);
  const late = join(files, 'late.ndjson');
  const again = await into('--out', late, '--keys', keys);
  expect([again.code, again.error]).toEqual([1, `${keys} is there already\n`]);
  expect(existsSync(late)).toBe(false);
});
