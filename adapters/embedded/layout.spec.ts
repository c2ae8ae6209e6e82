import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openEmbedded } from './embedded.ts';
import { layoutVersion } from './layout.ts';
import { openForReading } from './reading.ts';
import { SqliteFile } from './sqlite.ts';

const masterKey = Buffer.alloc(32, 7);
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'storied-layout-'));
  await (await openEmbedded({ dir, masterKey })).close();
});
afterEach(() => rm(dir, { recursive: true }));

function layout(name: string, to?: number): number {
  const file = new SqliteFile(join(dir, name), 'durable');
  if (to !== undefined) file.exec(`PRAGMA user_version = ${to}`);
  const found = file.prepareArrays<[number]>('PRAGMA user_version').get()![0];
  file.close();
  return found;
}

test('every durable file says in which layout it is, also one that was made before files said so', async () => {
  expect(layout('events.db')).toBe(layoutVersion);
  layout('vault.db', 0);
  await (await openEmbedded({ dir, masterKey })).close();
  expect(layout('vault.db')).toBe(layoutVersion);
});

test.each(['events.db', 'durable.db', 'vault.db'])(
  'a newer release that wrote %s is told of, and nothing is changed',
  async (name) => {
    layout(name, layoutVersion + 1);
    const newer = `${name} was written by a newer release of Storied (layout 2; this release reads up to 1)`;
    await expect(openEmbedded({ dir, masterKey })).rejects.toThrow(newer);
    expect(layout(name)).toBe(layoutVersion + 1);
    if (name !== 'durable.db') expect(() => openForReading({ dir, masterKey })).toThrow(newer);
  },
);
