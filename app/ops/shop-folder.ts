import { existsSync } from 'node:fs';
import { join } from 'node:path';
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
