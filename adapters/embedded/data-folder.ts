import { join, resolve } from 'node:path';
import { StoreUnavailable } from '../../engine/log/event-store.ts';
import { makeFolder } from './make-folder.ts';
import { lockFile } from './sqlite.ts';

/** Another process (or this one) works on the folder already. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

export type DataFolder = { readonly dir: string; release(): void };

/**
 * Makes the folder when it is missing (readable by its owner alone) and holds it for this process. The lock dies with
 * the process, also at `kill -9`, so a restart works at once. Throws DataFolderInUse.
 */
export function openDataFolder(dir: string): DataFolder {
  const path = resolve(dir);
  makeFolder(path);
  try {
    const lock = lockFile(join(path, 'lock.db'));
    return { dir: path, release: () => lock.release() };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new DataFolderInUse(`the data folder ${path} is in use: stop the other process first, or choose another`, {
      cause: error,
    });
  }
}
