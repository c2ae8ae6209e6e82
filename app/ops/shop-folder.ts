import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../configuration.ts';

/** Throws unless a shop was started in the folder once: nothing is made in one that was mistyped. */
export function assertShopIn(dataDir: string): void {
  if (!hasShop(dataDir))
    throw new Error(`There is no shop in ${dataDir}. Name its folder by DATA_DIR, or a running shop by SHOP_URL.`);
}

export function hasShop(dataDir: string): boolean {
  return existsSync(join(dataDir, 'events.db'));
}

/** Throws when keys are to be read that only the master key of another folder can open, and it was not given. */
export function assertMasterKey({ masterKey }: Pick<Configuration, 'masterKey'>, dataDir: string): void {
  if (masterKey !== null || existsSync(join(dataDir, 'master-key'))) return;
  throw new Error(`The master key is missing: set MASTER_KEY, or put the file master-key into ${dataDir}.`);
}
