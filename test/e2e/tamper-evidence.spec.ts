import { beforeAll, expect, test } from '@jest/globals';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '../../engine/log/event.ts';
import { chained } from '../../engine/log/hash-chain.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { copyOf, forgeWitness, honestFolder, inFile, withoutWitness } from './honest-folder.ts';
import type { HonestFolder } from './honest-folder.ts';
import { ops } from './ops.ts';
import { startShop } from './shop.ts';

let honest: HonestFolder;
/** The head of the honest log, exported and kept elsewhere. */
let head: string;

beforeAll(async () => {
  honest = await honestFolder();
  head = join(temporaryFolder(), 'head.json');
  expect((await ops(['audit', 'head', '--out', head], honest.dir)).code).toBe(0);
});

const order = () => `order-${honest.orderIds[0]}`;

/** Changes a stream as somebody would who knows how hashes are made: it is whole in itself again. */
function rewriteStream(dir: string, stream: string, change: (data: string) => string): void {
  inFile(dir, 'events.db', (file) => {
    const rows = file
      .prepare(
        `SELECT position, revision, event_id AS id, type, data, metadata FROM events JOIN streams USING (stream_no)
         WHERE stream_id = ? ORDER BY revision`,
      )
      .all(stream) as {
      position: number;
      revision: number;
      id: string;
      type: string;
      data: string;
      metadata: string;
    }[];
    let previousHash: string | null = null;
    for (const { position, revision, id, type, data, metadata } of rows) {
      const { hash: _, ...before } = JSON.parse(metadata) as StoredEvent['metadata'];
      const changed = JSON.parse(change(data)) as StoredEvent['data'];
      const { event } = chained(stream, revision, { id, type, data: changed, metadata: { ...before, previousHash } });
      previousHash = event.metadata.hash;
      file
        .prepare('UPDATE events SET data = ?, metadata = ? WHERE position = ?')
        .run(JSON.stringify(event.data), JSON.stringify(event.metadata), position);
    }
  });
}

const verify = (dir: string, ...words: string[]) => ops(['audit', 'verify', ...words], dir);

/** Starts the shop once on the folder, so that it makes again what is missing, and stops it. */
async function started(dir: string): Promise<void> {
  const shop = await startShop({}, dir);
  await shop.stop();
}

test('an untouched log fits its tree, its heads and the head that was kept elsewhere', async () => {
  const { code, out } = await verify(honest.dir, '--checkpoint', head);
  expect(out).toMatch(/\d+ events in the Merkle tree, [1-9]\d* signed heads: compared\n/);
  expect([code, out]).toEqual([0, expect.stringContaining('Nothing was altered.')]);
});

test('a stream that was rewritten and hashed again is named, though its chain holds', async () => {
  const dir = copyOf(honest);
  rewriteStream(dir, order(), (data) => data.replaceAll('1999', '1'));
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringContaining(`WRONG: event 0 of ${order()}: altered\n`)]);
});

test('of a log whose tail was cut, the first missing event is named', async () => {
  const dir = copyOf(honest);
  const [stream, revision] = inFile(dir, 'events.db', (file) => {
    const cut = file.prepare('SELECT max(position) - 4 AS position FROM events').get() as { position: number };
    const { stream_id: id, revision: at } = file
      .prepare('SELECT stream_id, revision FROM events JOIN streams USING (stream_no) WHERE position = ?')
      .get(cut.position) as { stream_id: string; revision: number };
    file.prepare('DELETE FROM events WHERE position >= ?').run(cut.position);
    return [id, at];
  });
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringContaining(`WRONG: event ${revision} of ${stream}: truncated\n`)]);
});

test('of two events that were swapped, the first is named', async () => {
  const dir = copyOf(honest);
  inFile(dir, 'events.db', (file) => {
    const position = (type: string) =>
      (file.prepare('SELECT min(position) AS position FROM events WHERE type = ?').get(type) as { position: number })
        .position;
    const [one, other] = [position('OrderPlaced'), position('StockReserved')];
    const move = file.prepare('UPDATE events SET position = ? WHERE position = ?');
    for (const [to, from] of [
      [-1, one],
      [one, other],
      [other, -1],
    ])
      move.run(to!, from!);
  });
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringContaining(`WRONG: event 0 of ${order()}: reordered\n`)]);
});

test('one byte that makes an event unreadable is named like any other, and the shop still serves the rest', async () => {
  const dir = copyOf(honest);
  inFile(dir, 'events.db', (file) =>
    file.prepare(`UPDATE events SET data = data || '}' WHERE type = 'OrderConfirmed'`).run(),
  );
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringMatching(/WRONG: event 3 of order-[0-9a-f-]{36}: altered\n/)]);
  const shop = await startShop({}, dir);
  try {
    const admin = await shop.admin();
    const history = await admin.get(`/orders/${honest.orderIds[0]}/history`);
    expect(history.body.integrity).toEqual({ verified: false, firstBroken: { stream: order(), revision: 3 } });
    expect((await admin.get(`/orders/${honest.orderIds[1]}/history`)).body.integrity.verified).toBe(true);
  } finally {
    await shop.kill();
  }
});

test('whoever rewrites the whole data folder, keys and tree included, is caught by the head kept elsewhere', async () => {
  const dir = copyOf(honest);
  rewriteStream(dir, order(), (data) => data.replaceAll('1999', '1'));
  for (const name of ['merkle.db', 'merkle.db-wal', 'merkle.db-shm', 'audit-key'])
    rmSync(join(dir, name), { force: true });
  withoutWitness(dir);
  await started(dir);
  const asFound = await verify(dir);
  expect([asFound.code, asFound.out]).toEqual([
    1,
    expect.stringMatching(/NOT PROVEN: events 1 to \d+ of the log are proven only as they were found 2/),
  ]);
  const { code, out } = await verify(dir, '--checkpoint', head);
  expect([code, out]).toEqual([1, expect.stringContaining(`WRONG: event 0 of ${order()}: unlike-checkpoint\n`)]);
  expect(out).toContain("NOT PROVEN: the checkpoint is signed with a key that is not this shop's: ");
});

test('a log that was cut together with its tree does not fit the head kept elsewhere', async () => {
  const dir = copyOf(honest);
  inFile(dir, 'events.db', (file) => file.prepare(`DELETE FROM events WHERE position > 20`).run());
  for (const name of ['merkle.db', 'merkle.db-wal', 'merkle.db-shm']) rmSync(join(dir, name), { force: true });
  expect((await verify(dir)).out).toContain('WRONG: event 20 of the whole log: truncated');
  withoutWitness(dir);
  expect((await verify(dir)).out).toContain('NOT PROVEN: there is no Merkle tree');
  expect((await verify(dir, '--checkpoint', head)).out).toContain('WRONG: event 20 of the whole log: truncated');
});

test('a head that was edited is not believed', async () => {
  const { head: signed, ...rest } = JSON.parse(readFileSync(head, 'utf8')) as { head: object };
  const forged = join(temporaryFolder(), 'forged.json');
  writeFileSync(forged, JSON.stringify({ head: { ...signed, time: '2020-01-01T00:00:00.000Z' }, ...rest }));
  const { code, error } = await verify(honest.dir, '--checkpoint', forged);
  expect([code, error]).toEqual([1, expect.stringContaining('cannot be trusted')]);
});

test.each([
  ['a space before', `' ' || data`],
  ['a second, forged value of a key before', `'{"orderNumber":"FORGED",' || substr(data, 2)`],
])('stored bytes with %s are named, though they are read as the same event', async (_, bytes) => {
  const dir = copyOf(honest);
  inFile(dir, 'events.db', (file) =>
    file
      .prepare(
        `UPDATE events SET data = ${bytes} WHERE revision = 0
         AND stream_no = (SELECT stream_no FROM streams WHERE stream_id = ?)`,
      )
      .run(order()),
  );
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringContaining(`WRONG: event 0 of ${order()}: altered\n`)]);
  const told = await ops(['audit', 'order', honest.orderIds[0]!], dir);
  expect([told.code, told.out]).toEqual([1, expect.stringContaining(`ALTERED: event 0 of ${order()}`)]);
});

test('a log that goes by another id than its heads and the checkpoint name is found', async () => {
  const dir = copyOf(honest);
  inFile(dir, 'events.db', (file) => file.prepare(`UPDATE log SET id = 'another'`).run());
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringContaining('WRONG: the whole log: other-log')]);
  inFile(dir, 'merkle.db', (file) => file.prepare('DELETE FROM heads').run());
  const other = await verify(dir, '--checkpoint', head);
  expect([other.code, other.out]).toEqual([1, expect.stringContaining('WRONG: the whole log: other-log')]);
});

test.each([
  ['no tree', ['leaves', 'heads'], 'NOT PROVEN: there is no Merkle tree'],
  ['no signed head', ['heads'], 'NOT PROVEN: no head of the log was signed'],
])('of a log with %s nothing is said to be proven', async (_, tables, line) => {
  const dir = copyOf(honest);
  inFile(dir, 'merkle.db', (file) => tables.forEach((table) => file.exec(`DELETE FROM ${table}`)));
  withoutWitness(dir);
  for (const words of [['audit', 'verify'], ['verify']]) {
    const { code, out } = await ops(words, dir);
    expect([code, out]).toEqual([1, expect.stringContaining(line)]);
    expect(out).not.toMatch(/Nothing was altered|Everything adds up/);
  }
});

test('an order whose key is lost is not said to be none, and the shop calls it unavailable', async () => {
  const dir = copyOf(honest);
  const [id] = honest.orderIds;
  inFile(dir, 'events.db', (file) => {
    const { metadata } = file
      .prepare('SELECT metadata FROM events JOIN streams USING (stream_no) WHERE stream_id = ? AND revision = 0')
      .get(order()) as { metadata: string };
    const { subject } = JSON.parse(metadata) as { subject: string };
    inFile(dir, 'vault.db', (vault) => vault.prepare('DELETE FROM keys WHERE subject = ?').run(subject));
  });
  const told = await ops(['audit', 'order', id!], dir);
  expect([told.code, told.error]).toEqual([1, expect.stringContaining('cannot be told: The vault has no key for')]);
  const shop = await startShop({}, dir);
  try {
    const { status, body } = await (await shop.admin()).get(`/orders/${id}?at=1`);
    expect([status, body.code]).toEqual([503, 'unavailable']);
  } finally {
    await shop.kill();
  }
});

test("the running shop's own check names what was altered, and an order's history says so", async () => {
  const dir = copyOf(honest);
  const stock = `inventory-${honest.productId}`;
  rewriteStream(dir, stock, (data) => data.replaceAll('"quantity":5', '"quantity":50'));
  const shop = await startShop({}, dir);
  try {
    const admin = await shop.admin();
    const { body } = await admin.get('/admin/audit/verify');
    expect(body).toEqual({
      streams: expect.any(Number),
      events: expect.any(Number),
      broken: [{ stream: stock, revision: 0, reason: 'altered' }],
    });
    const history = await admin.get(`/orders/${honest.orderIds[0]}/history`);
    expect(history.body.integrity).toEqual({ verified: false, firstBroken: { stream: stock, revision: 1 } });
  } finally {
    await shop.kill();
  }
});

/**
 * Starts the shop on the folder; answers what it says of its health once that is in it, and stops it. Nothing awaited:
 * what it says after 2,000 looks, if not before.
 */
async function notesOf(dir: string, awaited: string): Promise<readonly string[]> {
  const shop = await startShop({}, dir);
  try {
    for (let tries = 0; ; tries += 1) {
      const { notes = [] } = (await (await fetch(`${shop.url}/health/ready`)).json()) as { notes?: string[] };
      if (notes.some((note) => note.includes(awaited)) || (awaited === '' && tries === 2_000)) return notes;
    }
  } finally {
    await shop.stop();
  }
}

test('a log that was rewritten while tree and key were taken away is not signed again by the shop', async () => {
  const dir = copyOf(honest);
  rewriteStream(dir, order(), (data) => data.replaceAll('1999', '1'));
  for (const name of ['merkle.db', 'merkle.db-wal', 'merkle.db-shm', 'audit-key'])
    rmSync(join(dir, name), { force: true });
  expect(await notesOf(dir, 'not the one')).toContain(
    'audit: The log is not the one that its newest head was signed for; verify it',
  );
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringMatching(/WRONG: event 0 of .*: unlike-head\n/)]);
});

test('a tree that was cut together with its heads is told, and made again when the log still fits', async () => {
  const dir = copyOf(honest);
  inFile(dir, 'merkle.db', (file) => {
    file.exec('DELETE FROM leaves WHERE number >= 20');
    file.exec('DELETE FROM heads WHERE size > 20');
  });
  for (const words of [['audit', 'verify'], ['verify']]) {
    const { code, out } = await ops(words, dir);
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/NOT PROVEN: the Merkle tree was cut: it has 20 events, but a head of \d+ was signed 2/),
    ]);
  }
  expect(await notesOf(dir, 'was cut')).toEqual([expect.stringContaining('audit: The Merkle tree was cut')]);
  const { code, out } = await verify(dir, '--checkpoint', head);
  expect([code, out]).toEqual([0, expect.stringContaining('Nothing was altered.')]);
});

/** Appends an event to the order's stream that is chained as it should be. */
function append(dir: string, position = 'max(position) + 1'): void {
  inFile(dir, 'events.db', (file) => {
    const last = file
      .prepare('SELECT * FROM events JOIN streams USING (stream_no) WHERE stream_id = ? ORDER BY revision DESC LIMIT 1')
      .get(order()) as { stream_no: number; revision: number; metadata: string };
    const { hash, requestHash: _, ...metadata } = JSON.parse(last.metadata) as StoredEvent['metadata'];
    const revision = last.revision + 1;
    const data = { note: 'forged' };
    const id = 'a0000000-0000-8000-8000-00000000000a';
    const { event } = chained(order(), revision, {
      ...{ id, type: 'OrderCancelled', data },
      metadata: { ...metadata, previousHash: hash },
    });
    file
      .prepare(`INSERT INTO events SELECT ${position}, ?, ?, ?, ?, ?, ? FROM events`)
      .run(last.stream_no, revision, id, event.type, JSON.stringify(data), JSON.stringify(event.metadata));
  });
}

test('an event that was added to the log of a stopped shop is named, also after the next start', async () => {
  const dir = copyOf(honest);
  append(dir);
  const named = expect.stringMatching(new RegExp(`WRONG: event \\d+ of ${order()}: inserted\n`));
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, named]);
  expect((await ops(['audit', 'order', honest.orderIds[0]!], dir)).code).toBe(1);
  expect(await notesOf(dir, 'has grown')).toContain(
    'audit: The log has grown while no shop was running on it; verify it',
  );
  expect((await verify(dir)).out).toEqual(named);
});

const forgedRecord = /NOT PROVEN: the record of the newest head was forged, or spoilt/;
const onlyAsFound = /NOT PROVEN: events 1 to \d+ of the log are proven only as they were found 2/;
const outOf = async (dir: string) => {
  const { code, out } = await verify(dir);
  return [code, out];
};

test('an event is not passed off as the tail of a killed shop, nor signed in silence, without the key', async () => {
  const dir = copyOf(honest);
  forgeWitness(dir, (witness) => ({ ...witness, isLast: false }));
  append(dir);
  expect(await outOf(dir)).toEqual([1, expect.stringMatching(forgedRecord)]);
  expect(await notesOf(dir, 'was forged')).toContain(
    'audit: The record of the newest head was forged, or spoilt: its signature does not hold; verify the log',
  );
  expect(await outOf(dir)).toEqual([1, expect.stringMatching(onlyAsFound)]);
});

test('that a log is proven only as it was found cannot be struck out without the key', async () => {
  const dir = copyOf(honest);
  rewriteStream(dir, order(), (data) => data.replaceAll('1999', '1'));
  for (const name of ['merkle.db', 'merkle.db-wal', 'merkle.db-shm']) rmSync(join(dir, name), { force: true });
  withoutWitness(dir);
  await started(dir);
  expect(await outOf(dir)).toEqual([1, expect.stringMatching(onlyAsFound)]);
  forgeWitness(dir, (witness) => ({ ...witness, found: null }));
  expect(await outOf(dir)).toEqual([1, expect.stringMatching(forgedRecord)]);
  withoutWitness(dir);
  expect(await outOf(dir)).toEqual([1, expect.stringContaining('the record of the newest head was taken away.')]);
  await started(dir);
  expect(await outOf(dir)).toEqual([1, expect.stringMatching(onlyAsFound)]);
});

test('a folder of a release that kept no such record is proven before a start, after one and after a kill', async () => {
  const dir = temporaryFolder();
  cpSync(join(import.meta.dirname, '../fixtures/data-folder-0.1.0'), dir, { recursive: true });
  expect((await outOf(dir))[0]).toBe(0);
  const shop = await startShop({}, dir);
  await shop.client().register('late@example.com');
  await shop.kill();
  expect((await outOf(dir))[0]).toBe(0);
  expect(await notesOf(dir, '')).toEqual([]);
  expect(await outOf(dir)).toEqual([0, expect.stringContaining('Nothing was altered.')]);
});

test.each([0, -1, -1_000])('an event that was put at position %i, before the first one, is named', async (position) => {
  const dir = copyOf(honest);
  append(dir, `max(position) * 0 + ${position}`);
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringMatching(new RegExp(`WRONG: event \\d+ of ${order()}: `))]);
});

test('what a shop that was killed had not signed yet is counted, and signed by the next', async () => {
  const dir = copyOf(honest);
  const shop = await startShop({ AUDIT_HEAD_SECONDS: '3600' }, dir);
  const heads = () => inFile(dir, 'merkle.db', (file) => file.prepare('SELECT size FROM heads').all().length);
  const before = heads();
  await shop.client().register('late@example.com');
  // The first events after a start are signed at once, all others in an hour.
  while (heads() === before) await shop.admin();
  await shop.client().register('later@example.com');
  await shop.kill();
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/\n\d+ events are younger than the newest signed head, of 2.*\nNothing was altered/),
  ]);
  await started(dir);
  const restarted = await verify(dir);
  expect([restarted.code, restarted.out]).toEqual([0, expect.stringContaining('Nothing was altered')]);
  expect(restarted.out).not.toContain('younger');
});

test('the whole story of an order tells why it was cancelled', async () => {
  const { code, out } = await ops(['audit', 'order', honest.orderIds[1]!], honest.dir);
  expect(code).toBe(0);
  expect(out).toContain('Cancelled by order-saga (system), payment_declined: Cancelled because the card was declined');
  expect(out).toContain('1 × TMP-1 reserved: 1 in main.');
  expect(out).toContain('message order.cancelled');
  expect(out).toContain('email order_cancelled to ada@example.com');
  expect(out).toContain('/status: "placed" → "cancelled"');
  expect(out).toContain('All records are as they were written');
  expect(out).not.toContain('tok_declined');
});

test('an order is told as of a revision or a time, also as JSON', async () => {
  const [id] = honest.orderIds;
  const told = async (...words: string[]) =>
    JSON.parse((await ops(['audit', 'order', id!, '--json', ...words], honest.dir)).out);
  const { order: now, items } = await told();
  expect(now.status).toBe('confirmed');
  const early = await told('--at', '0');
  expect(early.order.status).toBe('placed');
  expect(early.items.length).toBeLessThan(items.length);
  expect(early.items.filter(({ stream }: any) => stream === order())).toHaveLength(1);
  expect((await told('--at', items.at(-1).at)).items).toHaveLength(items.length);
  const before = await ops(['audit', 'order', id!, '--at', '2020-01-01T00:00:00Z'], honest.dir);
  expect([before.code, before.error]).toEqual([1, expect.stringContaining('as of 2020-01-01')]);
  expect((await ops(['audit', 'order', id!, '--at', 'yesterday'], honest.dir)).code).toBe(2);
});

/** What to delete, and of which stream of the second order, the declined one. */
const deletions: readonly (readonly [string, (id: string) => string, string])[] = [
  ['its own last event', (id) => `order-${id}`, `type = 'OrderCancelled'`],
  ["the saga's last event", (id) => `orderProcess-${id}`, 'revision = (SELECT max(revision) FROM mine)'],
  ['its whole payment', (id) => `payment-${id}`, 'true'],
  ['its mail', (id) => mailOf(id), 'true'],
  [
    'what reserved its stock',
    () => `inventory-${honest.productId}`,
    `type = 'StockReserved' AND metadata LIKE '%' || ? || '%'`,
  ],
];

function mailOf(id: string): string {
  return inFile(honest.dir, 'events.db', (file) => {
    const row = file
      .prepare(
        `SELECT stream_id FROM events JOIN streams USING (stream_no)
         WHERE type = 'NotificationRequested' AND metadata LIKE '%' || ? || '%'`,
      )
      .get(id);
    return (row as { stream_id: string }).stream_id;
  });
}

test.each(deletions)('a history that lost %s says so, though its view forgets it, too', async (_, streamOf, which) => {
  const dir = copyOf(honest);
  const id = honest.orderIds[1]!;
  const stream = streamOf(id);
  const revision = inFile(dir, 'events.db', (file) => {
    const given = which.includes('?') ? [id] : [];
    const mine = `WITH mine AS (SELECT * FROM events JOIN streams USING (stream_no) WHERE stream_id = '${stream}')`;
    const rows = file.prepare(`${mine} SELECT position, revision FROM mine WHERE ${which} ORDER BY 1`).all(...given);
    const gone = rows as { position: number; revision: number }[];
    for (const { position } of gone) file.prepare('DELETE FROM events WHERE position = ?').run(position);
    return gone[0]!.revision;
  });
  rmSync(join(dir, 'views'), { recursive: true });
  const told = await ops(['audit', 'order', id], dir);
  expect([told.code, told.out]).toEqual([1, expect.stringContaining(`\nMISSING: event ${revision} of ${stream} was`)]);
  const shop = await startShop({}, dir);
  try {
    const history = await (await shop.admin()).get(`/orders/${id}/history`);
    expect(history.body.integrity).toEqual({ verified: false, firstBroken: { stream, revision } });
  } finally {
    await shop.kill();
  }
});

test('an order that was deleted is not said to be none', async () => {
  const dir = copyOf(honest);
  inFile(dir, 'events.db', (file) =>
    file
      .prepare('DELETE FROM events WHERE stream_no = (SELECT stream_no FROM streams WHERE stream_id = ?)')
      .run(order()),
  );
  const { code, error } = await ops(['audit', 'order', honest.orderIds[0]!], dir);
  expect([code, error]).toEqual([1, expect.stringContaining(`was deleted: event 0 of ${order()} is not in the log`)]);
});

test.each(['', ' WHERE number >= 20'])('without the leaves%s a history is not said to be whole', async (which) => {
  const dir = copyOf(honest);
  inFile(dir, 'merkle.db', (file) => file.exec(`DELETE FROM leaves${which}; DELETE FROM heads`));
  const { code, out } = await ops(['audit', 'order', honest.orderIds[2]!], dir);
  expect([code, out]).toEqual([0, expect.stringContaining('\nThe hash chains hold. The Merkle tree does not reach')]);
  expect(out).not.toContain('All records');
});

/** Of each column of the table of events, what somebody might write into it. */
const forgeries: Readonly<Record<string, string>> = {
  position: '(SELECT max(position) + 7 FROM events)',
  stream_no: '(SELECT max(stream_no) + 1 FROM streams)',
  revision: '77',
  event_id: `'a0000000-0000-8000-8000-00000000000a'`,
  type: `'OrderCancelled'`,
  data: `replace(data, '1999', '1')`,
  metadata: `replace(metadata, '"time":"2', '"time":"3')`,
};

test('an event has no column but those that somebody is caught altering', () => {
  const names = inFile(honest.dir, 'events.db', (file) => file.prepare('PRAGMA table_info(events)').all());
  expect(names.map((column) => (column as { name: string }).name)).toEqual(Object.keys(forgeries));
});

test.each(Object.entries(forgeries))('of an event whose %s was altered the audit names it', async (column, value) => {
  const dir = copyOf(honest);
  inFile(dir, 'events.db', (file) => {
    const { changes } = file
      .prepare(
        `UPDATE events SET ${column} = ${value} WHERE revision = 0
         AND stream_no = (SELECT stream_no FROM streams WHERE stream_id = ?)`,
      )
      .run(order());
    expect(changes).toBe(1);
  });
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringMatching(new RegExp(`WRONG: event 0 of ${order()}: \\w+\n`))]);
});

test.each([`data || char(0)`, `data || char(0) || '}'`])(
  'bytes after the end of the data are named: %s',
  async (bytes) => {
    const dir = copyOf(honest);
    inFile(dir, 'events.db', (file) =>
      file.prepare(`UPDATE events SET data = ${bytes} WHERE type = 'ProductAdded'`).run(),
    );
    expect((await verify(dir)).out).toContain(`WRONG: event 0 of product-${honest.productId}: altered\n`);
  },
);

test('one leaf that the tree has lost is named as such', async () => {
  const dir = copyOf(honest);
  const lost = inFile(dir, 'merkle.db', (file) => {
    const leaf = file.prepare('SELECT stream, revision FROM leaves WHERE number = 7').get();
    file.exec('DELETE FROM leaves WHERE number = 7');
    return leaf as { stream: string; revision: number };
  });
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([
    1,
    expect.stringContaining(`WRONG: event ${lost.revision} of ${lost.stream}: leaf-missing\n1 streams are broken.`),
  ]);
});

test('heads of the key before stay proven when it handed over to another, on a stopped shop', async () => {
  const dir = copyOf(honest);
  const rotated = await ops(['audit', 'rotate-key'], dir);
  expect([rotated.code, rotated.out]).toEqual([
    0,
    expect.stringMatching(/^[0-9a-f]{64} handed over to [0-9a-f]{64}\.\n/),
  ]);
  expect((await verify(dir, '--checkpoint', head)).code).toBe(0);
  const secret = join(temporaryFolder(), 'next');
  writeFileSync(secret, 'the secret of the third key, in a safe\n');
  const env = { AUDIT_KEY: readFileSync(join(dir, 'audit-key'), 'utf8').trim() };
  expect((await ops(['audit', 'rotate-key'], dir, env)).code).toBe(2);
  expect((await ops(['audit', 'rotate-key', '--new', secret], dir, env)).out).toContain('Set AUDIT_KEY to what is in');
  const next = { AUDIT_KEY: 'the secret of the third key, in a safe' };
  const shop = await startShop(next, dir);
  await shop.client().register('late@example.com');
  expect(await shop.stop()).toBe(0);
  const { code, out } = await ops(['audit', 'verify', '--checkpoint', head], dir, next);
  expect([code, out]).toEqual([0, expect.stringContaining('Nothing was altered.')]);
});

test('heads of a key that was replaced without a word prove nothing, unless the auditor trusts that key', async () => {
  const dir = copyOf(honest);
  const key = join(temporaryFolder(), 'key.pem');
  writeFileSync(key, (await ops(['audit', 'key'], dir)).out);
  const env = { AUDIT_KEY: 'another secret, which nobody handed over to' };
  const { code, out } = await ops(['audit', 'verify', '--checkpoint', head], dir, env);
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/NOT PROVEN: heads up to event \d+ \(2.*\) are signed with a key that is not this shop's: /),
  ]);
  expect(out).toContain("NOT PROVEN: the checkpoint is signed with a key that is not this shop's: ");
  expect((await ops(['audit', 'verify', '--checkpoint', head, '--trust', key], dir, env)).code).toBe(0);
});

test('files that cannot be read or written are told of by their names', async () => {
  const dir = temporaryFolder();
  const tried = async (...words: string[]) => {
    const { code, error } = await ops(['audit', ...words], honest.dir);
    return [code, error];
  };
  const missing = join(dir, 'none.json');
  const gone = 'there is no such file or folder\n';
  expect(await tried('verify', '--checkpoint', missing)).toEqual([1, `${missing} cannot be read: ${gone}`]);
  expect(await tried('verify', '--checkpoint', dir)).toEqual([1, `${dir} cannot be read: it is a folder\n`]);
  expect(await tried('verify', '--trust', head)).toEqual([1, expect.stringContaining(`${head} holds no public key`)]);
  const kept = readFileSync(head, 'utf8');
  expect(await tried('head', '--out', head)).toEqual([
    1,
    `${head} cannot be written: it is there already; --force replaces it\n`,
  ]);
  expect(readFileSync(head, 'utf8')).toBe(kept);
  expect((await tried('head', '--out', head, '--force'))[0]).toBe(0);
  expect(await tried('head', '--out', join(missing, 'x'))).toEqual([
    1,
    `${join(missing, 'x')} cannot be written: ${gone}`,
  ]);
});

test('an imported log is proven by the head that the shop it came from had exported', async () => {
  const files = temporaryFolder();
  const [events, keys, dir] = [join(files, 'events.ndjson'), join(files, 'keys.ndjson'), join(files, 'data')];
  expect((await ops(['export', '--all', '--out', events, '--keys', keys], honest.dir)).code).toBe(0);
  mkdirSync(dir);
  for (const name of ['master-key', 'audit-key']) copyFileSync(join(honest.dir, name), join(dir, name));
  expect((await ops(['import', events, '--keys', keys], dir)).code).toBe(0);
  await started(dir);
  const { code, out } = await verify(dir);
  expect([code, out]).toEqual([1, expect.stringMatching(/NOT PROVEN: events 1 to \d+ of the log are proven only as/)]);
  const proven = await verify(dir, '--checkpoint', head);
  expect([proven.code, proven.out]).toEqual([0, expect.stringContaining('Nothing was altered.')]);
});
