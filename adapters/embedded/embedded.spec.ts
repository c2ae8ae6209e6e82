import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { positionOf } from '../../engine/log/position.ts';
import { runProgram } from '../../test/contracts/child-program.ts';
import { eventually } from '../../test/contracts/subject.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { DataFolderInUse } from './data-folder.ts';
import { openEmbedded } from './embedded.ts';
import { WrongMasterKey } from './key-vault/key-vault.ts';

const masterKey = Buffer.alloc(32, 7);
let parent: string;
let dir: string;
beforeEach(() => {
  parent = temporaryFolder();
  dir = join(parent, 'data');
});

test('the folder is made for its owner alone', async () => {
  const { close } = await openEmbedded({ dir, masterKey });
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
  await close();
});

test('a second start on the same folder is refused, from this process or another, and the first goes on', async () => {
  const { registry, close } = await openEmbedded({ dir, masterKey });
  await expect(openEmbedded({ dir, masterKey })).rejects.toThrow(DataFolderInUse);
  const other = runProgram(`await open().catch((error) => say(error.name + ': ' + error.message));`, dir);
  expect(await other.line(/./)).toBe(
    `DataFolderInUse: the data folder ${dir} is in use: stop the other process first, or choose another`,
  );
  await other.ended;
  await registry.set('still', 'here');
  await close();
  await (await openEmbedded({ dir, masterKey })).close();
});

test('after kill -9 the folder opens at once', async () => {
  const child = runProgram(`await open(); say('open'); setInterval(() => {}, 1000);`, dir);
  await child.line(/open/);
  child.process.kill('SIGKILL');
  await child.ended;
  await (await openEmbedded({ dir, masterKey })).close();
});

test('another master key is refused at the start, and the right one still fits afterwards', async () => {
  const { keyVault, close } = await openEmbedded({ dir, masterKey });
  const pepper = Buffer.from(await keyVault.pepper());
  await close();
  await expect(openEmbedded({ dir, masterKey: Buffer.alloc(32, 8) })).rejects.toThrow(WrongMasterKey);
  await expect(openEmbedded({ dir, masterKey: Buffer.alloc(16, 7) })).rejects.toThrow('32 bytes');
  const again = await openEmbedded({ dir, masterKey });
  expect(pepper.equals(await again.keyVault.pepper())).toBe(true);
  await again.close();
});

test('nothing of a destroyed key is left in any file', async () => {
  const { keyVault, close } = await openEmbedded({ dir, masterKey });
  await keyVault.obtain('ann');
  const before = await bytesOf('vault.db', 'vault.db-wal');
  const wrapped = wrappedKeyIn(before, 'ann');
  await keyVault.destroy('ann', '2026-01-02T03:04:05.678Z');
  const after = await bytesOf('vault.db', 'vault.db-wal');
  expect(before.includes(wrapped)).toBe(true);
  expect(after.includes(wrapped)).toBe(false);
  expect(after.includes('ann')).toBe(true);
  await close();
});

test('the body of a consumed message and a deleted value are gone from the files once the logs are emptied', async () => {
  const { registry, messageBus, truncateLogs, close } = await openEmbedded({ dir, masterKey });
  const message = {
    id: 'm',
    position: positionOf(1),
    routingKey: 'order.order.created',
    body: { to: 'ann@example.org' },
  };
  await messageBus.declare({ queue: 'mails', bindings: ['#'] });
  await messageBus.publish(message);
  await registry.set('answer of ann', 'answered to ann@example.org');
  expect((await bytesOf('durable.db', 'durable.db-wal')).includes('ann@example.org')).toBe(true);

  const taken: string[] = [];
  await messageBus.consume({ queue: 'mails', bindings: ['#'], concurrency: 1, backoffMs: [] }, async (delivery) => {
    taken.push(delivery.message.id);
  });
  await eventually(() => taken.length === 1);
  await registry.delete('answer of ann');
  await eventually(async () => {
    await truncateLogs();
    return !(await bytesOf('durable.db', 'durable.db-wal')).includes('ann@example.org');
  });
  await close();
});

test('after a clean stop everything is in the files themselves, the write-ahead logs are empty', async () => {
  const { registry, close } = await openEmbedded({ dir, masterKey });
  await registry.set('a', 'b');
  await close();
  const logs = (await readdir(dir)).filter((name) => name.endsWith('-wal'));
  expect(logs).toEqual(expect.arrayContaining(['durable.db-wal', 'events.db-wal', 'vault.db-wal']));
  for (const log of logs) expect((await stat(join(dir, log))).size).toBe(0);
});

async function bytesOf(...files: readonly string[]): Promise<Buffer> {
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(dir, file)))));
}

/** The wrapped key is kept right behind its subject's name: iv, key and tag, 60 bytes. */
function wrappedKeyIn(bytes: Buffer, subject: string): Buffer {
  const start = bytes.indexOf(subject) + Buffer.byteLength(subject);
  return bytes.subarray(start, start + 60);
}
