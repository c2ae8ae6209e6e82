import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { unfinishedIn } from '../../adapters/embedded/unfinished.ts';
import type { Configuration } from '../configuration.ts';
import { findMasterKey } from '../secrets.ts';

/** Throws unless a shop was started in the folder once: nothing is made in one that was mistyped. */
export function assertShopIn(dataDir: string): void {
  if (!hasShop(dataDir))
    throw new Error(`There is no shop in ${dataDir}. Name its folder by DATA_DIR, or a running shop by SHOP_URL.`);
}

export function hasShop(dataDir: string): boolean {
  return existsSync(join(dataDir, 'events.db'));
}

/** The master key for keys that it wrapped elsewhere. Throws when it was not given: a new one could not open them. */
export function givenMasterKey(configuration: Pick<Configuration, 'masterKey'>, dataDir: string): Uint8Array {
  const masterKey = findMasterKey(dataDir, configuration);
  if (masterKey !== null) return masterKey;
  throw new Error(`The master key is missing: set MASTER_KEY, or put the file master-key into ${dataDir}.`);
}

/** Tells, when it is called, of what an interrupted restore or import has left in the folder until now. */
export function noteOfInterrupted(dataDir: string): () => void {
  const left = unfinishedIn(dataDir);
  return () => {
    if (left !== null) process.stdout.write(`What an interrupted ${left} left in ${dataDir} was removed.\n`);
  };
}
