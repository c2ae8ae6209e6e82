import { cpSync, createReadStream, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Market } from './market.ts';
import type { Product } from './product.ts';
import { everyoneHasRead, until } from './until.ts';

const orders = 500;

/** What a busy shop left when it was stopped, and its export: the same for both products. */
export type LongLog = {
  readonly events: number;
  readonly exported: readonly string[];
  /** Puts its data folder into a new one, with or without its views. */
  copyTo(folder: string, withViews: boolean): void;
  /** Puts into a new folder what an import needs to be there. */
  keysTo(folder: string): void;
};

/** Made over HTTP by a shop of the product, under `dir`. */
export async function makeLongLog(product: Product, dir: string): Promise<LongLog> {
  const folder = join(dir, 'left');
  mkdirSync(folder, { recursive: true });
  const shop = await product.start(folder);
  try {
    const market = await Market.open(shop);
    await market.ask((of) => of.placeOrder(), { seconds: 60, count: orders });
    await market.untilConfirmed();
    for (const readers of ['processes', 'projections'])
      await until(shop, market.admin, `/admin/${readers}?limit=100`, everyoneHasRead);
  } finally {
    await shop.stop();
  }
  const [events, keys] = [join(dir, 'events.ndjson'), join(dir, 'keys.ndjson')];
  await product.ops(folder, 'export', '--all', '--out', events, '--keys', keys);
  return longLogIn(folder, await countIn(events), [events, '--keys', keys]);
}

/** The same after the product's first start on it, which takes over what another release left: that is not measured. */
export async function takenOver(log: LongLog, product: Product, dir: string): Promise<LongLog> {
  const folder = mkdtempSync(join(dir, 'taken-over-'));
  log.copyTo(folder, true);
  await (await product.start(folder)).stop();
  return longLogIn(folder, log.events, log.exported);
}

function longLogIn(folder: string, events: number, exported: readonly string[]): LongLog {
  const disposable = (name: string) => /snapshots|lock/.test(name);
  return {
    events,
    exported,
    copyTo: (target, withViews) =>
      cpSync(folder, target, {
        recursive: true,
        filter: (path) => !disposable(path.slice(folder.length)) && (withViews || path !== join(folder, 'views')),
      }),
    keysTo: (target) => cpSync(join(folder, 'master-key'), join(target, 'master-key')),
  };
}

/** As the first line of an export says. */
async function countIn(path: string): Promise<number> {
  for await (const line of createInterface({ input: createReadStream(path) }))
    return (JSON.parse(line) as { count: number }).count;
  throw new Error(`${path} is empty`);
}
