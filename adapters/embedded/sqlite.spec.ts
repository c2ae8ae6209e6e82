import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { StoreUnavailable } from '../../engine/log/event-store.ts';
import { SqliteFile } from './sqlite.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';

let dir: string;
let path: string;
let file: SqliteFile;
beforeEach(() => {
  dir = temporaryFolder();
  path = join(dir, 'some.db');
  file = new SqliteFile(path, 'durable');
  file.exec('CREATE TABLE words (word TEXT PRIMARY KEY) STRICT');
});
afterEach(() => file.close());

const insert = (word: string) => file.prepare('INSERT INTO words VALUES (?)').run(word);
const words = () => file.prepareArrays<[string]>('SELECT word FROM words').all().flat();

test('a durable file syncs every commit, a disposable one leaves that to its checkpoints', () => {
  const synchronous = (of: SqliteFile) => of.prepareArrays<[number]>('PRAGMA synchronous').get()![0];
  const disposable = new SqliteFile(join(dir, 'other.db'), 'disposable');
  expect([synchronous(file), synchronous(disposable)]).toEqual([2, 1]);
  disposable.close();
});

test('a transaction that throws leaves nothing behind', () => {
  const failing = () =>
    file.transaction(() => {
      insert('half');
      throw new Error('and then it failed');
    });
  expect(failing).toThrow('and then it failed');
  expect(words()).toEqual([]);
  expect(file.transaction(() => insert('whole').changes)).toBe(1);
  expect(words()).toEqual(['whole']);
});

test('a file that is full refuses as unavailable, keeps what it had, and takes more when it may', () => {
  insert('first');
  file.exec('PRAGMA max_page_count = 3');
  const tooMuch = () => file.transaction(() => insert('x'.repeat(100_000)));
  expect(tooMuch).toThrow(StoreUnavailable);
  expect(words()).toEqual(['first']);
  file.exec('PRAGMA max_page_count = 1000');
  tooMuch();
  expect(words()).toHaveLength(2);
});

test('a reader sees each commit and cannot write; nobody can use a closed file', () => {
  const reader = new SqliteFile(path, 'read-only');
  const count = reader.prepareArrays<[number]>('SELECT count(*) FROM words');
  insert('seen');
  expect(count.get()).toEqual([1]);
  expect(() => reader.exec(`INSERT INTO words VALUES ('no')`)).toThrow(StoreUnavailable);
  reader.close();
  expect(() => count.get()).toThrow(StoreUnavailable);
});

test('a text with NUL is refused, never cut and never taken for another', () => {
  insert('word');
  expect(() => insert('word\0s')).toThrow('NUL');
  const find = file.prepareArrays<[string]>('SELECT word FROM words WHERE word = ?');
  expect(find.get('word\0s')).toBeUndefined();
  expect(find.all('word\0s')).toEqual([]);
});

test('a mistake of ours is not taken for a disk that is full', () => {
  insert('once');
  const mistake = () => {
    try {
      return insert('once');
    } catch (error) {
      return error;
    }
  };
  expect(mistake()).toMatchObject({ message: expect.stringContaining('UNIQUE') });
  expect(mistake()).not.toBeInstanceOf(StoreUnavailable);
  expect(() => file.exec('no SQL')).toThrow('syntax error');
});
