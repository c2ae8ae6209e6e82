import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requestText } from '../http/connection.ts';
import { adminOf } from '../shop/people-and-goods.ts';
import type { ShopProcess } from '../shop/shop-process.ts';
import type { LongLog } from './long-log.ts';
import type { Market } from './market.ts';
import type { Product } from './product.ts';
import { everyoneHasRead, until } from './until.ts';

/** One of the two products in one round. */
export type Side = {
  readonly product: Product;
  /** A shop of its own in this round, opened when it is first asked for. */
  readonly market: () => Promise<Market>;
  /** The same for both sides in every round. */
  readonly longLog: () => Promise<LongLog>;
  /** For folders of this round. */
  readonly dir: string;
};

export type Measure = {
  readonly name: string;
  readonly about: string;
  /** A process that runs already is asked: it is warmed up first. */
  readonly isWarm: boolean;
  /** How many a second; what can be measured for any length is for so many seconds. */
  readonly take: (side: Side, seconds: number) => Promise<number>;
};

const ordersAtOnce = 60;

/** What customers and operators wait for. */
export const measures: readonly Measure[] = [
  {
    name: 'order-accepted',
    about: 'POST /orders',
    isWarm: true,
    async take(side, seconds) {
      const market = await side.market();
      const rate = await market.ask((of) => of.placeOrder(), { seconds });
      await market.untilConfirmed();
      return rate;
    },
  },
  {
    name: 'order-confirmed',
    about: `${ordersAtOnce} orders, until the last is seen confirmed`,
    isWarm: true,
    async take(side) {
      const market = await side.market();
      return rateOf(ordersAtOnce, async () => {
        await market.ask((of) => of.placeOrder(), { seconds: 60, count: ordersAtOnce });
        await market.untilConfirmed();
      });
    },
  },
  overHttp('cart-add', 'POST /cart/items', (market) => {
    const { token, cart } = market.someone;
    return requestText('POST', '/api/v1/cart/items', token, { productId: market.nextOf(cart), quantity: 1 });
  }),
  overHttp('append', 'POST /inventory/:id/receipts, one event each', ({ admin, something }) =>
    requestText('POST', `/api/v1/inventory/${something}/receipts`, admin, { quantity: 1 }),
  ),
  overHttp('product', 'GET /products/:id', ({ something }) =>
    requestText('GET', `/api/v1/products/${something}`, null),
  ),
  overHttp('product-list', 'GET /products?limit=20', () => requestText('GET', '/api/v1/products?limit=20', null)),
  overHttp('own-order', 'GET /orders/:id', ({ someone: { token, orderId } }) =>
    requestText('GET', `/api/v1/orders/${orderId}`, token),
  ),
  onFolder('import', 'events of a long log that ops import appends', async ({ product, folder, log }) => {
    log.keysTo(folder);
    return rateOf(log.events, () => product.ops(folder, 'import', ...log.exported));
  }),
  onFolder('fold', 'events of it that a start without views folds into all of them', ({ product, folder, log }) => {
    log.copyTo(folder, false);
    return rateOfStart(product, folder, log.events, async (shop) =>
      until(shop, await adminOf(shop.url), '/admin/projections?limit=100', everyoneHasRead),
    );
  }),
  onFolder('verify', 'events of it that ops verify chains, compares and folds cold', ({ product, folder, log }) => {
    log.copyTo(folder, true);
    return rateOf(log.events, () => product.ops(folder, 'verify'));
  }),
  onFolder('start', 'starts on it, until the shop listens', ({ product, folder, log }) => {
    log.copyTo(folder, true);
    return rateOfStart(product, folder, 1, async () => {});
  }),
];

function overHttp(name: string, about: string, request: (market: Market) => string): Measure {
  return { name, about, isWarm: true, take: async (side, seconds) => (await side.market()).ask(request, { seconds }) };
}

type OnFolder = { readonly product: Product; readonly folder: string; readonly log: LongLog };

function onFolder(name: string, about: string, take: (on: OnFolder) => Promise<number>): Measure {
  return {
    name,
    about,
    isWarm: false,
    async take({ product, dir, longLog }) {
      const folder = mkdtempSync(join(dir, 'folder-'));
      try {
        return await take({ product, folder, log: await longLog() });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

async function rateOf(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (1_000 * count) / (performance.now() - start);
}

/** From the start of the process until what is waited for; its end is not counted. */
async function rateOfStart(
  product: Product,
  folder: string,
  count: number,
  done: (shop: ShopProcess) => Promise<void>,
): Promise<number> {
  let shop: ShopProcess | null = null;
  try {
    return await rateOf(count, async () => {
      shop = await product.start(folder);
      await done(shop);
    });
  } finally {
    await (shop as ShopProcess | null)?.stop();
  }
}
