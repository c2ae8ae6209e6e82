import type { Settings } from '../benchmark.ts';
import { figuresOf, lineOf } from '../figures.ts';
import type { Connection } from '../http/connection.ts';
import { requestText } from '../http/connection.ts';
import { steadily } from '../http/steadily.ts';
import { adminOf, customers, goods, orderOf, send } from '../shop/people-and-goods.ts';
import { startShop, type ShopProcess } from '../shop/shop-process.ts';

const perSecond = 100;
const seconds = 5;
const people = 20;

type Kind = 'commands' | 'queries';
type Timed = { readonly kind: Kind; readonly ms: number };

/**
 * How long people wait for a shop, by turns calm and while it rebuilds `orders` from the whole log: at a steady rate one
 * order and one change of a cart to eight queries.
 */
export async function serveWhileRebuilding(
  folder: string,
  settings: Settings,
  say: (line: string) => void,
): Promise<void> {
  const shop = await startShop(settings, { ORDERS_PER_MINUTE: '100000' }, folder);
  try {
    const ask = await requests(shop);
    const admin = await adminOf(shop.url);
    const processed = async () =>
      (await send(shop.url, 'GET', '/admin/projections/orders', admin)).rebuild.processed as number;
    const rate = { port: shop.port, perSecond, seconds };
    const calm: Timed[] = [];
    const rebuilding: Timed[] = [];
    let replayed = 0;
    await steadily(rate, ask);
    for (let round = 0; round < settings.rounds; round += 1) {
      calm.push(...(await steadily(rate, ask)));
      await send(shop.url, 'POST', '/admin/projections/orders/rebuild', admin);
      // A thread takes half a second to start; a rebuild of a long log takes minutes.
      let before = 0;
      while (before === 0) before = await processed();
      rebuilding.push(...(await steadily(rate, ask)));
      replayed += (await processed()) - before;
      await send(shop.url, 'POST', '/admin/projections/orders/cancel', admin);
    }
    const spent = settings.rounds * seconds;
    for (const kind of ['commands', 'queries'] as const) {
      const [before, during] = [calm, rebuilding].map((timed) => figuresOf(durations(timed, kind), spent));
      say(lineOf(`${kind}, calm (the baseline)`, before!));
      say(
        `${lineOf(`${kind} while orders is rebuilt`, during!)}  p99 ${(during!.p99 / before!.p99).toFixed(2)} × baseline`,
      );
    }
    say(`rebuilt meanwhile${(replayed / spent).toFixed(0).padStart(24)} events/s`);
  } finally {
    await shop.stop();
  }
}

function durations(timed: readonly Timed[], kind: Kind): readonly number[] {
  return timed.flatMap((each) => (each.kind === kind ? each.ms : []));
}

async function requests({ url }: ShopProcess): Promise<(connection: Connection, n: number) => Promise<Timed>> {
  const tokens = await customers(url, people);
  const products = await goods(url, 50);
  const texts: readonly ((token: string, product: string, n: number) => string)[] = [
    (token, product) => requestText('POST', '/api/v1/orders', token, orderOf(product)),
    (token, product, n) => requestText('PUT', `/api/v1/cart/items/${product}`, token, { quantity: 1 + (n % 9) }),
    (_, product) => requestText('GET', `/api/v1/products/${product}`, null),
    (_, product) => requestText('GET', `/api/v1/products/${product}`, null),
    () => requestText('GET', '/api/v1/products?limit=20&category=category-1', null),
    () => requestText('GET', '/api/v1/products?limit=10&q=kettle', null),
    (token) => requestText('GET', '/api/v1/orders?limit=20', token),
    (token) => requestText('GET', '/api/v1/orders?limit=20', token),
    (token) => requestText('GET', '/api/v1/cart', token),
    (token) => requestText('GET', '/api/v1/users/me', token),
  ];
  let turn = 0;
  return async (connection) => {
    const n = turn++;
    // The third of ten, then the sixth…: commands do not come in a row.
    const which = (n * 3) % texts.length;
    const start = performance.now();
    const { status, body } = await connection.send(
      texts[which]!(tokens[(n * 7) % people]!, products[(n * 31) % 50]!, n),
    );
    if (status >= 300) throw new Error(`A request was answered ${status}: ${body.slice(0, 300)}`);
    return { kind: which < 2 ? 'commands' : 'queries', ms: performance.now() - start };
  };
}
