import { beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { copyOf, honestFolder, inFile } from './honest-folder.ts';
import type { HonestFolder } from './honest-folder.ts';
import { ops } from './ops.ts';
import { startShop } from './shop.ts';

let honest: HonestFolder;
let files: string;
let backup: string;
let events: string;
let keys: string;

beforeAll(async () => {
  honest = await honestFolder();
  files = temporaryFolder();
  [backup, events, keys] = [join(files, 'backup'), join(files, 'events.ndjson'), join(files, 'keys.ndjson')];
  expect((await ops(['backup', backup], honest.dir)).code).toBe(0);
  expect((await ops(['export', '--all', '--out', events, '--keys', keys], honest.dir)).code).toBe(0);
});

function newFolder(): string {
  const folder = temporaryFolder();
  for (const key of ['master-key', 'audit-key']) cpSync(join(honest.dir, key), join(folder, key));
  return folder;
}

async function killed(words: readonly string[], dataDir: string, failPoint: string): Promise<void> {
  expect(await ops(words, dataDir, { FAIL_POINT: failPoint })).toMatchObject({ signal: 'SIGKILL' });
}

const interrupted = (filling: string, folder: string) =>
  `${filling} into ${folder} was interrupted, or goes on: no shop can work on it. Run the`;

async function startsNoShop(folder: string, filling: string): Promise<void> {
  await expect(startShop({}, folder)).rejects.toThrow(interrupted(filling, folder));
}

const idsIn = (dir: string) =>
  inFile(dir, 'events.db', (file) => file.prepare('SELECT position, event_id FROM events').all());

async function serves(folder: string): Promise<void> {
  expect(idsIn(folder)).toEqual(idsIn(honest.dir));
  const shop = await startShop({}, folder);
  try {
    await shop.client().login('ada@example.com', 'correct horse');
    expect(await shop.stop()).toBe(0);
  } finally {
    await shop.kill();
  }
  expect(await ops(['verify'], folder)).toMatchObject({ code: 0 });
}

describe('A restore that is killed', () => {
  // After the first of five files and a later one, after they were settled, and after erasures were applied again.
  test.each([1, 4, 6, 7])('at step %i leaves no shop, and the next one ends well', async (step) => {
    const manifest = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8'));
    expect(manifest.files).toHaveLength(5);
    const folder = newFolder();
    await killed(['restore', backup, '--into', folder], honest.dir, `restore:between-steps:${step}`);
    expect(readdirSync(folder)).toContain('restore-unfinished');
    await startsNoShop(folder, 'A restore');
    expect(await ops(['restore', backup, '--into', folder], honest.dir)).toMatchObject({ code: 0, error: '' });
    expect(readdirSync(folder)).not.toContain('restore-unfinished');
    await serves(folder);
  });

  test('leaves a folder that an import may take as well', async () => {
    const folder = newFolder();
    await killed(['restore', backup, '--into', folder], honest.dir, 'restore:between-steps:3');
    expect(readdirSync(folder)).toContain('restore-unfinished');
    const imported = await ops(['import', events, '--keys', keys], folder);
    expect(imported).toMatchObject({ code: 0, error: '' });
    expect(imported.out).toContain(`What an interrupted restore left in ${folder} was removed.`);
    expect(readdirSync(folder)).not.toContain('restore-unfinished');
    expect(idsIn(folder)).toEqual(idsIn(honest.dir));
  });
});

test('what a killed restore left is verified, exported, backed up and listed by nobody', async () => {
  const folder = newFolder();
  await killed(['restore', backup, '--into', folder], honest.dir, 'restore:between-steps:7');
  const error = expect.stringContaining(interrupted('A restore', folder));
  const half = join(files, 'of-half');
  for (const words of ['verify', 'audit verify', 'export --all', `backup ${half}`, 'projections list'])
    expect(await ops(words.split(' '), folder)).toMatchObject({ code: 1, error });
  expect(existsSync(half)).toBe(false);
});

describe('An import that is killed', () => {
  const count = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').length;
  const steps: [string, () => number][] = [
    ['before its first event', () => 1],
    ['among the events', () => 40],
    ['among the keys', () => count(events) - 1 + 2],
    ['after everything', () => count(events) - 1 + (count(keys) - 2) + 1],
  ];
  test.each(steps)('%s leaves no shop, and the next one ends well', async (_, step) => {
    const folder = newFolder();
    await killed(['import', events, '--keys', keys], folder, `import:between-steps:${step()}`);
    expect(readdirSync(folder)).toContain('import-unfinished');
    await startsNoShop(folder, 'An import');
    expect(await ops(['import', events, '--keys', keys], folder)).toMatchObject({ code: 0, error: '' });
    expect(readdirSync(folder)).not.toContain('import-unfinished');
    await serves(folder);
  });

  test('and is refused the next time leaves the secrets alone', async () => {
    const folder = newFolder();
    await killed(['import', events, '--keys', keys], folder, 'import:between-steps:9');
    expect((await ops(['import', keys], folder)).code).toBe(1);
    expect(readdirSync(folder)).toContain('import-unfinished');
    expect((await ops(['import', events, '--keys', keys], folder)).code).toBe(0);
  });
});

describe('A backup that is killed', () => {
  test.each([1, 3, 5])('after file %i is none: nothing is restored from it', async (step) => {
    const dataDir = copyOf(honest);
    const half = join(temporaryFolder(), 'half');
    await killed(['backup', half], dataDir, `backup:between-files:${step}`);
    expect(readdirSync(half).filter((name) => name.endsWith('.db'))).toHaveLength(step);
    const folder = newFolder();
    const refused = await ops(['restore', half, '--into', folder], dataDir);
    expect([refused.code, refused.error]).toEqual([1, expect.stringContaining(`${half} holds no finished backup`)]);
    expect(readdirSync(folder).toSorted()).toEqual(['audit-key', 'master-key']);
    const again = await ops(['backup', half], dataDir);
    expect([again.code, again.error]).toEqual([1, expect.stringContaining('is not empty')]);
    expect((await ops(['backup', `${half}-again`], dataDir)).code).toBe(0);
    expect((await ops(['restore', `${half}-again`, '--into', folder], dataDir)).code).toBe(0);
  });

  test('while its manifest is written is none either', async () => {
    const torn = join(temporaryFolder(), 'torn');
    const whole = readFileSync(join(backup, 'manifest.json'));
    for (const bytes of [0, 1, Math.floor(whole.length / 2), whole.length - 3]) {
      rmSync(torn, { recursive: true, force: true });
      mkdirSync(torn);
      cpSync(backup, torn, { recursive: true });
      writeFileSync(join(torn, 'manifest.json'), whole.subarray(0, bytes));
      const refused = await ops(['restore', torn, '--into', newFolder()], honest.dir);
      expect([refused.code, refused.error]).toEqual([1, expect.stringContaining('holds no finished backup')]);
    }
  });
});

test('a restore from a folder that is missing, or has no backup, says so in a line', async () => {
  const folder = newFolder();
  const from = async (dir: string) => (await ops(['restore', dir, '--into', folder], honest.dir)).error;
  expect(await from('/nowhere')).toBe('There is no folder /nowhere\n');
  expect(await from(files)).toBe(`${files} holds no finished backup: its manifest.json cannot be read\n`);
  expect(await from(events)).toBe(`${events} holds no finished backup: its manifest.json cannot be read\n`);
  expect(readdirSync(folder).toSorted()).toEqual(['audit-key', 'master-key']);
});
