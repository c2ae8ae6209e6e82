import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startShop, type ShopProcess } from '../shop/shop-process.ts';

/** The rate of orders is one customer's in a thousand here; the limit is not what is measured. */
const env = { ORDERS_PER_MINUTE: '1000000', LOG_LEVEL: 'info' };
const run = promisify(execFile);

/** A built product somewhere on this machine, driven from the outside alone: over HTTP and by its CLI. */
export type Product = {
  /** `folder`: a data folder that stays; without it, an empty one that goes when the shop stops. */
  start(folder?: string): Promise<ShopProcess>;
  /** Throws, with what it printed, unless the command ends with 0. */
  ops(folder: string, ...words: readonly string[]): Promise<void>;
};

/** Throws when there is no built product in the folder. */
export function productIn(root: string): Product {
  const [shop, cli] = ['all-in-one.js', 'ops/main.js'].map((name) => join(resolve(root), 'dist/app', name));
  for (const program of [shop!, cli!])
    if (!existsSync(program)) throw new Error(`There is no built product in ${root}: ${program} is missing`);
  return {
    start: (folder) => startShop({ profile: null }, env, folder ?? null, shop!),
    async ops(folder, ...words) {
      const own = { PATH: process.env['PATH'] ?? '', DATA_DIR: folder };
      await run(process.execPath, ['--disable-warning=ExperimentalWarning', cli!, ...words], { env: own });
    },
  };
}
