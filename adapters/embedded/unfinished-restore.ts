import { closeSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const mark = 'restore-unfinished';

/** Marks a folder that a restore goes on in; a power cut after this does not lose the mark. */
export function markUnfinished(dir: string): void {
  const file = openSync(join(dir, mark), 'wx', 0o600);
  fsyncSync(file);
  closeSync(file);
  syncFolder(dir);
}

/** Takes the mark away, after all that was done in the folder before is on the disk. */
export function markFinished(dir: string): void {
  syncFolder(dir);
  rmSync(join(dir, mark));
  syncFolder(dir);
}

/** Throws for a folder that a restore was interrupted in: erased people may have their keys in it again. */
export function assertRestored(dir: string): void {
  if (!existsSync(join(dir, mark))) return;
  throw new Error(
    `A restore into ${dir} was interrupted, or goes on. Remove its *.db files, then ${mark}, and restore again.`,
  );
}

function syncFolder(dir: string): void {
  const folder = openSync(dir, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
