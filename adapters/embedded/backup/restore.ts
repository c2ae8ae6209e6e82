import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { failpoint } from '../../../engine/tools/failpoint.ts';
import { flush } from '../../files/flush.ts';
import type { DataFolder } from '../data-folder.ts';
import { fillFolder } from '../fill-folder.ts';
import { SqliteFile } from '../sqlite.ts';
import { fingerprint, readManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/**
 * Copies a backup into a data folder that has nothing but the secrets, each file compared with the manifest. Throws,
 * and leaves the folder as it was, when one is missing or is not what was backed up. No shop starts on the folder until
 * `lastStep` is done as well; what a killed restore left is replaced by the next one.
 */
export async function restoreFiles(
  backup: string,
  dataDir: string,
  lastStep: (folder: DataFolder) => Promise<void> = async () => {},
): Promise<Manifest> {
  const manifest = readManifest(backup);
  return fillFolder(dataDir, 'restore', async (folder) => {
    for (const file of manifest.files) await restoreFile(file, backup, folder.dir);
    settle(join(folder.dir, 'durable.db'));
    await flush(folder.dir);
    failpoint('restore:between-steps');
    await lastStep(folder);
    failpoint('restore:between-steps');
    return manifest;
  });
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
  await flush(path);
  failpoint('restore:between-steps');
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
