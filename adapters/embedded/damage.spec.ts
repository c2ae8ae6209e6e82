import { expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { damageOf } from './damage.ts';
import { SqliteFile } from './sqlite.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';

const marker = 'the-key-of-a-row';

function folder(): string {
  const dir = temporaryFolder();
  const file = new SqliteFile(join(dir, 'events.db'), 'durable');
  file.exec('CREATE TABLE things (number INTEGER PRIMARY KEY, name TEXT UNIQUE)');
  file.prepare('INSERT INTO things VALUES (1, ?)').run(marker);
  file.truncateLog();
  file.close();
  return dir;
}

test('whole files have nothing wrong', () => {
  const dir = folder();
  expect(damageOf(dir)).toEqual([]);
});

test('an index that leads past a row is damage, and so is a file that is none', () => {
  const dir = folder();
  const path = join(dir, 'events.db');
  const bytes = readFileSync(path);
  // The table's page comes before that of its index.
  bytes[bytes.lastIndexOf(marker)] = 'T'.charCodeAt(0);
  writeFileSync(path, bytes);
  expect(damageOf(dir)).toEqual([expect.stringContaining('events.db is damaged: row 1 missing from index')]);
  writeFileSync(path, 'no database at all, but a text of some length that stands where one should be'.repeat(100));
  expect(damageOf(dir)).toEqual([expect.stringContaining('events.db is damaged: ')]);
});
