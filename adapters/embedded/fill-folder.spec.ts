import { beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillFolder } from './fill-folder.ts';
import { assertFinished, markUnfinished } from './unfinished.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';

let parent: string;
let dir: string;
beforeEach(() => {
  parent = temporaryFolder();
  dir = join(parent, 'deep', 'shop');
});

function write(...names: readonly string[]): void {
  mkdirSync(dir, { recursive: true });
  for (const name of names) writeFileSync(join(dir, name), name);
}
const filling = async () => write('events.db', 'events.db-wal', 'jwt-secret', 'audit-key');
const failing = async () => {
  await filling();
  throw new Error('no room');
};

describe('A data folder that is filled', () => {
  test('is nobody else’s to open or to fill until it is done', async () => {
    await fillFolder(dir, 'import', async () => {
      expect(() => assertFinished(dir)).toThrow(`An import into ${dir} was interrupted, or goes on`);
      await expect(fillFolder(dir, 'restore', filling)).rejects.toThrow('is in use');
      await filling();
    });
    assertFinished(dir);
    expect(readdirSync(dir).toSorted()).toEqual(['audit-key', 'events.db', 'events.db-wal', 'jwt-secret', 'lock.db']);
    await expect(fillFolder(dir, 'restore', filling)).rejects.toThrow('is not empty: events.db is in it');
  });

  test('in vain is as it was before', async () => {
    await expect(fillFolder(dir, 'restore', failing)).rejects.toThrow('no room');
    expect(readdirSync(parent)).toEqual([]);
    write('master-key', 'jwt-secret');
    await expect(fillFolder(dir, 'restore', failing)).rejects.toThrow('no room');
    expect(readdirSync(dir)).toEqual(['jwt-secret', 'master-key']);
  });

  test('is begun anew where the one before was killed, whichever that was', async () => {
    write('master-key', 'jwt-secret.4711', 'events.db', 'vault.db', 'vault.db-wal');
    markUnfinished(dir, 'restore');
    await fillFolder(dir, 'import', async () => {
      expect(readdirSync(dir).filter((name) => /^(events|vault)/.test(name))).toEqual([]);
    });
    assertFinished(dir);
    expect(readdirSync(dir).toSorted()).toEqual(['jwt-secret.4711', 'lock.db', 'master-key']);
  });

  test('has nothing in it that is not known, and is a folder', async () => {
    write('outbox');
    await expect(fillFolder(dir, 'import', filling)).rejects.toThrow('is not empty: outbox is in it');
    expect(readdirSync(dir)).toEqual(['outbox']);
    await expect(fillFolder(join(dir, 'outbox'), 'import', filling)).rejects.toThrow('is no folder');
    expect(existsSync(join(dir, 'events.db'))).toBe(false);
  });
});
