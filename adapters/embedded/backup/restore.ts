import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { SqliteFile } from '../sqlite.ts';
import { makeFolder } from '../make-folder.ts';
import { assertRestored, markFinished, markUnfinished } from '../unfinished-restore.ts';
import { fingerprint, readManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** They may be put into the folder before: a backup has none of them. */
const secrets = ['master-key', 'jwt-secret', 'audit-key'];

/**
 * Copies a backup into a data folder that has nothing but the secrets, each file compared with the manifest. Throws,
 * and leaves nothing behind, when one is missing or is not what was backed up. The folder is marked, so that no shop
 * starts on it, until `lastStep` is done as well: a restore that is killed at any moment leaves no shop.
 */
export async function restoreFiles(
  backup: string,
  dataDir: string,
  lastStep: () => Promise<void> = async () => {},
): Promise<Manifest> {
  const manifest = readManifest(backup);
  assertRestored(dataDir);
  const present = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => !secrets.includes(name)) : [];
  if (present.length > 0) throw new Error(`${dataDir} is not empty: ${present[0]} is in it`);
  makeFolder(dataDir);
  markUnfinished(dataDir);
  try {
    for (const file of manifest.files) await restoreFile(file, backup, dataDir);
    settle(join(dataDir, 'durable.db'));
    await synced(dataDir);
    await lastStep();
  } catch (error) {
    removeStore(dataDir);
    markFinished(dataDir);
    throw error;
  }
  markFinished(dataDir);
  return manifest;
}

/** Takes a store that was not finished out of a data folder again; the secrets stay. */
export function removeStore(dataDir: string): void {
  for (const name of readdirSync(dataDir)) if (/\.db(-wal|-shm|-journal)?$/.test(name)) rmSync(join(dataDir, name));
}

async function restoreFile(
  { name, bytes, sha256 }: Manifest['files'][number],
  backup: string,
  dataDir: string,
): Promise<void> {
  if (!/^[\w-]+\.db$/.test(name)) throw new Error(`${name} is no file of a data folder`);
  const path = join(dataDir, name);
  if (!existsSync(join(backup, name))) throw new Error(`${name} is missing in the backup`);
  copyFileSync(join(backup, name), path);
  const found = await fingerprint(path);
  if (found.bytes !== bytes || found.sha256 !== sha256) throw new Error(`${name} is not the file that was backed up`);
  await synced(path);
}

/**
 * Forgets what has no meaning beside the restored log: views are built anew, so jobs and parked events of the old
 * builds go; sessions that were ended after the backup must not live again, so all are ended.
 */
function settle(path: string): void {
  const file = new SqliteFile(path, 'durable');
  try {
    file.transaction(() => {
      file.exec("DELETE FROM parked WHERE projection LIKE '%@%'");
      file.exec("DELETE FROM entries WHERE key GLOB 'rebuild:*' OR key GLOB 'session:*'");
    });
    file.truncateLog();
  } finally {
    file.close();
  }
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}
