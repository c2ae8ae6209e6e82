import { beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrapKey } from '../../adapters/embedded/key-vault/key-wrap.ts';
import { writeKeyFile } from './key-file.ts';
import { keysIn } from './read-key-file.ts';
import type { KeyRow } from './read-key-file.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';

const masterKey = Buffer.alloc(32, 7);
const logId = 'this-log';
const keyOf = (subject: string): KeyRow => ({
  subject,
  wrapped: wrapKey(masterKey, subject, Buffer.alloc(32, 1)),
  destroyedAt: null,
});
const rows = [
  keyOf('ann'),
  { subject: 'bob', wrapped: null, destroyedAt: '2026-03-02T14:05:00.000Z' },
  keyOf('eve'),
  keyOf('shop:pepper'),
];
const vault = {
  rows: async (after: string, limit: number) => rows.filter(({ subject }) => subject > after).slice(0, limit),
};

let dir: string;
let file: string;
beforeEach(async () => {
  dir = temporaryFolder();
  file = join(dir, 'keys');
  expect(await writeKeyFile(file, vault, logId)).toBe(4);
});

async function keys(options = { masterKey, logId }): Promise<KeyRow[]> {
  const found: KeyRow[] = [];
  for await (const row of keysIn(file, options)) found.push(row);
  return found;
}

describe('A file of keys', () => {
  test('gives back what the vault had: keys, tombstones and the pepper', async () => {
    expect(await keys()).toEqual(rows);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)).toBe('{"count":4}');
  });

  test('that was cut off anywhere is refused', async () => {
    const whole = readFileSync(file);
    for (let bytes = 0; bytes < whole.length - 1; bytes += 1) {
      writeFileSync(file, whole.subarray(0, bytes));
      await expect(keys()).rejects.toThrow(file);
    }
    writeFileSync(file, whole.subarray(0, whole.length - 1));
    expect(await keys()).toEqual(rows);
  });

  const withoutPepper = ['{"count":3}'];
  const ways: [string, (lines: string[]) => string[], string][] = [
    ['empty', () => [], 'was cut off: its last line'],
    ['without its last line', (l) => l.slice(0, -1), 'was cut off: its last line'],
    [
      'of the days before there was a last line',
      (l) => ['{"format":"storied-keys","version":1}', ...l.slice(1, -1)],
      'line 1: this is no file of keys',
    ],
    [
      'that is none',
      (l) => l.with(0, '{"format":"storied-events","version":1,"logId":"this-log"}'),
      'line 1: this is no file of keys',
    ],
    [
      'of a newer release',
      (l) => l.with(0, '{"format":"storied-keys","version":2,"logId":"this-log"}'),
      'line 1: the file has format version 2',
    ],
    ['of another log', (l) => l.with(0, l[0]!.replace('this', 'that')), 'line 1: these are the keys of another log'],
    ['with a key left out', (l) => l.toSpliced(2, 1), 'line 5: there should be 4 keys, and there are 3'],
    ['with a key twice', (l) => l.toSpliced(2, 0, l[1]!), 'line 3: ann is there twice, or not in order'],
    ['in another order', (l) => [l[0]!, l[3]!, l[1]!, ...l.slice(4)], 'line 3: ann is there twice, or not in order'],
    ['with a word that nobody knows', (l) => l.with(1, l[1]!.replace('}', ',"x":1}')), 'line 2: this is no key'],
    ['with a line that is empty', (l) => l.toSpliced(2, 0, ''), 'line 3: this is no key'],
    ['with a time that is none', (l) => l.with(2, '{"subject":"bob","destroyedAt":"once"}'), 'line 3: this is no key'],
    [
      'with an altered key',
      (l) => l.with(1, l[1]!.replace('ann', 'anm')),
      'line 2: another master key wrapped this key',
    ],
    ['without the pepper', (l) => [...l.slice(0, 4), ...withoutPepper], 'has no pepper of the shop'],
    ['with something after its last line', (l) => [...l, l[1]!], 'line 7: something follows the last line'],
  ];
  test.each(ways)('%s is refused', async (_, spoil, reason) => {
    const lines = spoil(readFileSync(file, 'utf8').trimEnd().split('\n'));
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    await expect(keys()).rejects.toThrow(reason);
  });

  test('whose keys another master key wrapped is refused', async () => {
    const other = { masterKey: Buffer.alloc(32, 8), logId };
    await expect(keys(other)).rejects.toThrow('line 2: another master key wrapped this key');
  });
});
