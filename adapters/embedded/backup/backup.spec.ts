import { cpSync, existsSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { chained } from '../../../engine/log/hash-chain.ts';
import { openEmbedded } from '../embedded.ts';
import { openForReading } from '../reading.ts';
import { backUp } from './backup.ts';
import { restoreFiles } from './restore.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { positionOf } from '../../../engine/log/position.ts';
import { wholeLog } from '../../../test/whole-log.ts';

const masterKey = Buffer.alloc(32, 7);
const ids = { correlationId: 'c', causationId: 'c', commandId: 'c' };
const metadata = { version: 1, time: '2026-01-01T00:00:00.000Z', actor: { id: 'a', role: 'admin' }, ...ids };
const event = (stream: string) =>
  chained(stream, 0, { id: stream, type: 'Put', data: {}, metadata: { ...metadata, previousHash: null } }).event;

let parent: string;
let data: string;
let backup: string;
let target: string;
beforeEach(() => {
  parent = temporaryFolder();
  [data, backup, target] = [join(parent, 'data'), join(parent, 'backup'), join(parent, 'target')];
});

test('what is written while pages are copied is not in the backup, and waits for nothing', async () => {
  const { eventStore, keyVault, registry, close } = await openEmbedded({ dir: data, masterKey });
  await eventStore.append('shelf-1', -1, [event('shelf-1')]);
  await keyVault.obtain('ann');
  await registry.set('something', 'early');
  const writing: Promise<void>[] = [];
  const write = async () => {
    await keyVault.obtain('bob');
    await eventStore.append('shelf-2', -1, [event('shelf-2')]);
    await registry.set('something', 'late');
  };
  await backUp(data, backup, () => void (writing.length === 0 && writing.push(write())));
  await Promise.all(writing);
  await close();

  await restoreFiles(backup, target);
  const restored = await openEmbedded({ dir: target, masterKey });
  expect((await wholeLog(restored.eventStore)).map(({ stream }) => stream)).toEqual(['shelf-1']);
  expect((await restored.keyVault.find('ann')).status).toBe('key');
  expect((await restored.keyVault.find('bob')).status).toBe('missing');
  expect(await restored.registry.get('something')).toBe('early');
  await restored.close();
});

test('jobs and parked events of builds that are gone, and sessions, are forgotten; what an operator gave up and time-outs are not', async () => {
  const { registry, parkedEvents, schedule, close } = await openEmbedded({ dir: data, masterKey });
  for (const key of ['rebuild:orders', 'session:ann:1']) await registry.set(key, '{}');
  const timeout = { key: 'k', name: 'n', dueAt: '2026-03-01T12:00:00.000Z', revision: 1, correlationId: 'c' };
  await schedule.set('saga', [timeout]);
  const parked = {
    id: 'p',
    projection: 'orders@1.1',
    key: 'k',
    eventId: 'e',
    position: positionOf(1),
    error: 'no',
    attempts: 1,
    since: 's',
  };
  const discarded = { ...parked, id: 'd', projection: 'orders', discarded: true } as const;
  await parkedEvents.park(parked);
  await parkedEvents.park(discarded);
  await close();
  await backUp(data, backup, () => {});
  await restoreFiles(backup, target);
  const restored = await openEmbedded({ dir: target, masterKey });
  for (const key of ['rebuild:orders', 'session:ann:1']) expect(await restored.registry.get(key)).toBeNull();
  expect(await restored.schedule.ofProcess('saga', 'k')).toEqual([timeout]);
  expect(await restored.parkedEvents.ofConsumer('orders@1.1')).toEqual([]);
  expect(await restored.parkedEvents.ofConsumer('orders')).toEqual([discarded]);
  await restored.close();
});

test('a folder that is not empty is neither backed up into nor restored into', async () => {
  await (await openEmbedded({ dir: data, masterKey })).close();
  await backUp(data, backup, () => {});
  await expect(backUp(data, backup, () => {})).rejects.toThrow('is not empty');
  await expect(restoreFiles(backup, data)).rejects.toThrow('is not empty');
  await rm(join(backup, 'vault.db'));
  await expect(restoreFiles(backup, target)).rejects.toThrow('vault.db is missing in the backup');
  expect(existsSync(target)).toBe(false);
});

test('a backup within the data folder is refused, and nothing is made', async () => {
  await (await openEmbedded({ dir: data, masterKey })).close();
  await expect(backUp(data, join(data, 'backup'), () => {})).rejects.toThrow('is in the data folder');
  expect(existsSync(join(data, 'backup'))).toBe(false);
});

test('a backup that was not finished is none', async () => {
  await (await openEmbedded({ dir: data, masterKey })).close();
  await backUp(data, backup, () => {});
  await writeFile(join(backup, 'manifest.json'), '{"format":');
  await expect(restoreFiles(backup, target)).rejects.toThrow('holds no finished backup');
});

test('wherever a restore is killed, nothing opens what it left, and the next restore begins anew', async () => {
  await (await openEmbedded({ dir: data, masterKey })).close();
  await backUp(data, backup, () => {});
  const stages: string[] = [];
  const count = () => (existsSync(target) ? readdirSync(target).filter((name) => name.endsWith('.db')).length : 0);
  const keepStage = () => {
    const stage = join(parent, `killed-with-${count()}`);
    if (count() === 0 || existsSync(stage)) return;
    cpSync(target, stage, { recursive: true });
    stages.push(stage);
  };
  let isOver = false;
  const watch = () => {
    if (isOver) return;
    keepStage();
    setImmediate(watch);
  };
  watch();
  const { files } = await restoreFiles(backup, target, async (held) => {
    isOver = true;
    cpSync(target, join(parent, 'killed-last'), { recursive: true });
    stages.push(join(parent, 'killed-last'));
    await (await openEmbedded({ dir: target, masterKey, held })).close();
  });
  expect(stages).toHaveLength(files.length + 1);
  for (const dir of stages) {
    const interrupted = `A restore into ${dir} was interrupted`;
    await expect(openEmbedded({ dir, masterKey })).rejects.toThrow(interrupted);
    expect(() => openForReading({ dir, masterKey })).toThrow(interrupted);
    await expect(backUp(dir, join(parent, 'of-half-a-shop'), () => {})).rejects.toThrow(interrupted);
    await restoreFiles(backup, dir);
    await (await openEmbedded({ dir, masterKey })).close();
  }
  await (await openEmbedded({ dir: target, masterKey })).close();
});

test('a last step that fails leaves nothing behind', async () => {
  await (await openEmbedded({ dir: data, masterKey })).close();
  await backUp(data, backup, () => {});
  const failing = () => Promise.reject(new Error('no erasing today'));
  await expect(restoreFiles(backup, target, failing)).rejects.toThrow('no erasing today');
  expect(existsSync(target)).toBe(false);
});
