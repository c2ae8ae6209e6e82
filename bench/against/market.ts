import { requestText } from '../http/connection.ts';
import { load } from '../http/load.ts';
import { adminOf, customers, goods, orderOf, send } from '../shop/people-and-goods.ts';
import type { ShopProcess } from '../shop/shop-process.ts';
import { until } from './until.ts';

const people = 24;
const products = 100;
const connections = 24;

type Own = { readonly token: string; readonly orderId: string; readonly cart: readonly string[] };
type Asked = { readonly seconds: number; readonly count?: number };

/** A running shop with people and goods in it, and an order of each person's. */
export class Market {
  private readonly turns = new Map<readonly unknown[], number>();

  private constructor(
    readonly shop: ShopProcess,
    readonly admin: string,
    private readonly productIds: readonly string[],
    private readonly people: readonly Own[],
  ) {}

  /** Brings people and goods into a shop. */
  static async open(shop: ShopProcess): Promise<Market> {
    const { url } = shop;
    const tokens = await customers(url, people);
    const ids = await goods(url, products);
    const settled = tokens.map(async (token, n): Promise<Own> => {
      const { id } = await send(url, 'POST', '/orders', token, orderOf(ids[n]!));
      // A cart of four things, as carts are; one of hundreds would measure something else.
      return { token, orderId: id as string, cart: ids.filter((_, index) => index % people === n).slice(0, 4) };
    });
    const market = new Market(shop, await adminOf(url), ids, await Promise.all(settled));
    await market.untilConfirmed();
    return market;
  }

  get someone(): Own {
    return this.nextOf(this.people);
  }

  get something(): string {
    return this.nextOf(this.productIds);
  }

  /** Each of a list in its turn. */
  nextOf<One>(list: readonly One[]): One {
    const turn = this.turns.get(list) ?? 0;
    this.turns.set(list, turn + 1);
    return list[turn % list.length]!;
  }

  placeOrder(): string {
    return requestText('POST', '/api/v1/orders', this.someone.token, orderOf(this.something));
  }

  /** Requests as fast as they are answered; how many a second. `count`: no more than so many. */
  async ask(request: (market: Market) => string, { seconds, count = Infinity }: Asked): Promise<number> {
    let sent = 0;
    const next = () => (sent++ < count ? request(this) : null);
    return (await load({ port: this.shop.port, connections, seconds, next, expected: null })).perSecond;
  }

  /** Answers when every order that was placed before has been confirmed, and readers see it. */
  async untilConfirmed(): Promise<void> {
    const { position } = await send(this.shop.url, 'POST', '/orders', this.someone.token, orderOf(this.something));
    const none = '/admin/orders?status=placed&limit=1';
    await until(this.shop, this.admin, none, ({ items }) => items.length === 0, position as string);
  }
}
