import { expect, test } from '@jest/globals';
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSecrets } from './secrets.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';

const none = { jwtSecret: null, masterKey: null };

test('secrets are made once, for the owner alone, and found again', () => {
  const dir = temporaryFolder();
  const first = loadSecrets(dir, none);
  const again = loadSecrets(dir, none);
  expect(again.masterKey).toEqual(first.masterKey);
  expect(again.tokenKey.equals(first.tokenKey)).toBe(true);
  expect(again.auditKey).toEqual(first.auditKey);
  expect(first.auditKey).not.toEqual(first.masterKey);
  for (const name of ['master-key', 'audit-key']) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dir, 'jwt-secret'), 'utf8').trim()).toHaveLength(64);
});

test('given secrets are used and nothing is written', () => {
  const dir = temporaryFolder();
  const given = { jwtSecret: 'j'.repeat(32), masterKey: 'm'.repeat(32), auditKey: 'a'.repeat(32) };
  expect(loadSecrets(dir, given).masterKey).toEqual(loadSecrets(temporaryFolder(), given).masterKey);
  expect(() => statSync(join(dir, 'master-key'))).toThrow('ENOENT');
  expect(() => statSync(join(dir, 'audit-key'))).toThrow('ENOENT');
});

test('a damaged secret stops the start instead of being replaced', () => {
  const dir = temporaryFolder();
  loadSecrets(dir, none);
  truncateSync(join(dir, 'master-key'), 3);
  expect(() => loadSecrets(dir, none)).toThrow('damaged');
});

test('a lost master key stops the start: a new one could not open the vault', () => {
  const dir = temporaryFolder();
  loadSecrets(dir, none);
  writeFileSync(join(dir, 'vault.db'), '');
  rmSync(join(dir, 'master-key'));
  expect(() => loadSecrets(dir, none)).toThrow('master-key is missing');
  expect(existsSync(join(dir, 'master-key'))).toBe(false);
});

test.each(['/proc/storied', '/dev/null', '/dev/null/storied'])('%s is refused as a data folder, by name', (dir) => {
  expect(() => loadSecrets(dir, none)).toThrow(`DATA_DIR ${dir} is no folder and cannot be made one`);
});
