import { StoreUnavailable } from '../../engine/log/event-store.ts';
import type { SqliteFile } from './sqlite.ts';

/** Grows with every change to the tables of the durable files that an older release could not work with. */
export const layoutVersion = 3;

/** Throws StoreUnavailable for a file that a newer release wrote. */
export function checkLayout(file: SqliteFile, name: string): void {
  const found = layoutOf(file);
  if (found <= layoutVersion) return;
  throw new StoreUnavailable(
    `${name} was written by a newer release of Storied (layout ${found}; this release reads up to ${layoutVersion}): start that release, or restore a backup of this one`,
  );
}

/** The same, and marks a file that has no layout yet. */
export function claimLayout(file: SqliteFile, name: string): void {
  checkLayout(file, name);
  if (layoutOf(file) !== layoutVersion) file.exec(`PRAGMA user_version = ${layoutVersion}`);
}

function layoutOf(file: SqliteFile): number {
  return file.prepareArrays<[number]>('PRAGMA user_version').get()![0];
}
