import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openDataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { markFinished, markUnfinished, unfinishedIn } from './unfinished.ts';
import type { Filling } from './unfinished.ts';

/** They may be put into the folder before. With a number: one that somebody was killed while making. */
const secret = /^(master-key|jwt-secret|audit-key)(\.\d+)?$/;
const lock = /^lock\.db(-journal)?$/;
const isStore = (name: string) => /\.db(-wal|-shm|-journal)?$/.test(name) && !lock.test(name);

/**
 * Fills a data folder that has nothing but the secrets, and holds it meanwhile. It is marked until `work` is done, so
 * that no shop starts on what a killed process left, and the next one to fill it begins anew. When `work` throws, the
 * folder is left as it was. Throws for a folder that has anything else in it, and DataFolderInUse.
 */
export async function fillFolder<Result>(
  path: string,
  filling: Filling,
  work: (folder: DataFolder) => Promise<Result>,
): Promise<Result> {
  const dir = resolve(path);
  const before = namesIn(dir);
  const missing = before === null ? firstMissing(dir) : null;
  if (before !== null) assertVacant(dir, before);
  const folder = openDataFolder(dir);
  try {
    // Once more: whoever held it until now may have filled it.
    assertVacant(dir, readdirSync(dir));
    return await filled(folder, filling, work, () => {
      remove(dir, (name) => secret.test(name) && !before?.includes(name));
      markFinished(dir);
      // While it is held: nobody else can have begun here.
      remove(dir, (name) => lock.test(name));
      if (missing !== null) removeFolders(dir, missing);
    });
  } finally {
    folder.release();
  }
}

async function filled<Result>(
  folder: DataFolder,
  filling: Filling,
  work: (folder: DataFolder) => Promise<Result>,
  undo: () => void,
): Promise<Result> {
  try {
    markUnfinished(folder.dir, filling);
    remove(folder.dir, isStore);
    const result = await work(folder);
    markFinished(folder.dir);
    return result;
  } catch (error) {
    remove(folder.dir, isStore);
    undo();
    throw error;
  }
}

function namesIn(dir: string): readonly string[] | null {
  if (!existsSync(dir)) return null;
  if (!statSync(dir).isDirectory()) throw new Error(`${dir} is no folder`);
  return readdirSync(dir);
}

function assertVacant(dir: string, names: readonly string[]): void {
  if (unfinishedIn(dir) !== null) return;
  const other = names.find((name) => !secret.test(name) && !lock.test(name));
  if (other !== undefined) throw new Error(`${dir} is not empty: ${other} is in it; nothing was written`);
}

function remove(dir: string, isMeant: (name: string) => boolean): void {
  for (const name of readdirSync(dir)) if (isMeant(name)) rmSync(join(dir, name));
}

function firstMissing(dir: string): string {
  const above = dirname(dir);
  return existsSync(above) ? dir : firstMissing(above);
}

/** From `dir` up to `last`, as far as they are empty. */
function removeFolders(dir: string, last: string): void {
  try {
    rmdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTEMPTY') return;
    throw error;
  }
  if (dir !== last) removeFolders(dirname(dir), last);
}
