import { expect, test } from '@jest/globals';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';

test('every missing part of a path is made, for the owner alone, and making it again changes nothing', () => {
  const path = join(temporaryFolder(), 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  for (const made of [path, join(path, '..'), join(path, '../..')]) expect(statSync(made).mode & 0o777).toBe(0o700);
});

test('where no folder can be made it says so, and does not try for ever', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  for (const path of ['/proc/storied', '/proc/storied/deeper', file, join(file, 'below')]) {
    expect(() => makeFolder(path)).toThrow(/E(NOENT|EXIST|NOTDIR|PERM|ACCES)/);
  }
});
