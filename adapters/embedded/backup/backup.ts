import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { failpoint } from '../../../engine/tools/failpoint.ts';
import type { Position } from '../../../engine/log/position.ts';
import { flush } from '../../files/flush.ts';
import { eventReads } from '../event-store/event-reads.ts';
import { SqliteFile } from '../sqlite.ts';
import { makeFolder } from '../make-folder.ts';
import { assertFinished } from '../unfinished.ts';
import { fingerprint, manifestName, manifestOf } from './manifest.ts';
import type { BackedUpFile, Manifest } from './manifest.ts';

const log = 'events.db';

/** Made anew from the log, or held by a running process: not copied. */
const leftOut = ['lock.db', 'snapshots.db'];

/** They must know at least as much as the log: the key of every event in it, the payments that it tells of. */
const afterLog = ['vault.db', 'provider.db'];

export type BackupProgress = (file: string, pagesDone: number, pages: number) => void;

/**
 * Copies the durable files of a data folder into an empty one, also while a shop works on it. Each copy is the file as
 * it was at one moment, and these moments have an order: first the files with checkpoints, which may be behind the log
 * but not ahead of it, then the log, then what may be ahead. All are taken before the first page is copied.
 */
export async function backUp(dataDir: string, target: string, progress: BackupProgress): Promise<Manifest> {
  assertFinished(dataDir);
  if (`${resolve(target)}${sep}`.startsWith(`${resolve(dataDir)}${sep}`))
    throw new Error(
      `${target} is in the data folder: a backup there is lost with it, and an erasure could not clean it`,
    );
  const names = filesIn(dataDir);
  makeEmpty(target);
  const time = new Date().toISOString();
  const open: { readonly name: string; readonly file: SqliteFile }[] = [];
  try {
    for (const name of names) open.push({ name, file: standingStill(join(dataDir, name)) });
    const events = eventReads(open.find(({ name }) => name === log)!.file);
    const [logId, head]: [string, Position | null] = [events.logId(), events.head()];
    const files: BackedUpFile[] = [];
    // The log, by far the longest, last: an erasure waits until no copy holds the vault's write-ahead log.
    for (const { name, file } of open.toSorted((one, other) => Number(one.name === log) - Number(other.name === log))) {
      files.push(await copied(name, file, target, progress));
      letGo(file);
      failpoint('backup:between-files');
    }
    const manifest = manifestOf({ time, logId, head, files });
    await writeSynced(join(target, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    await flush(target);
    return manifest;
  } finally {
    for (const { file } of open) letGo(file);
  }
}

/** In the order in which they must stand still. */
function filesIn(dataDir: string): readonly string[] {
  const found = readdirSync(dataDir).filter((name) => name.endsWith('.db') && !leftOut.includes(name));
  if (!found.includes(log)) throw new Error(`There is no shop in ${dataDir}`);
  const place = (name: string) => (name === log ? 1 : afterLog.includes(name) ? 2 : 0);
  return found.toSorted((one, other) => place(one) - place(other));
}

/** A connection that goes on seeing the file as it is now. */
function standingStill(path: string): SqliteFile {
  const file = new SqliteFile(path, 'read-only');
  file.exec('BEGIN');
  file.prepare('SELECT count(*) FROM sqlite_master').get();
  return file;
}

/** The driver closes a file for good only when its statements are collected; what it holds must end before. */
function letGo(file: SqliteFile): void {
  if (!file.isClosed) file.exec('ROLLBACK');
  file.close();
}

async function copied(name: string, file: SqliteFile, target: string, progress: BackupProgress): Promise<BackedUpFile> {
  const path = join(target, name);
  let pages = 0;
  await file.copyTo(path, (done, ofPages) => {
    pages = ofPages;
    progress(name, done, ofPages);
  });
  if (pages > 0) progress(name, pages, pages);
  chmodSync(path, 0o600);
  await flush(path);
  return { name, ...(await fingerprint(path)) };
}

function makeEmpty(target: string): void {
  if (existsSync(target) && (!statSync(target).isDirectory() || readdirSync(target).length > 0)) {
    throw new Error(`${target} is not empty; a backup needs a folder of its own`);
  }
  makeFolder(target);
}

async function writeSynced(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600, flush: true });
}
