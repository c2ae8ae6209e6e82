import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OrderCommand } from '../../domain/order/commands.ts';
import { orderDecider } from '../../domain/order/order.ts';
import type { Lookup } from '../../engine/commands/lookup.ts';
import { cancelByCustomer, placeOrder } from '../orders.ts';
import { ShopLog } from '../stories/shop-log.ts';

export type LookupUnderTest = { readonly lookup: Lookup; close(): Promise<void> };

/** What every Lookup must do, asked about the open orders of customers. */
export function lookupContract(name: string, open: (shop: ShopLog) => Promise<LookupUnderTest>): void {
  describe(`Lookup: ${name}`, () => {
    let shop: ShopLog;
    let under: LookupUnderTest;
    beforeEach(async () => {
      shop = new ShopLog();
      under = await open(shop);
    });
    afterEach(async () => {
      await under.close();
      await shop.store.close();
    });

    const command = (orderId: string, customerId: string, of: OrderCommand) =>
      shop.executor.execute(orderDecider, orderId, of, shop.context({ subject: customerId, orderId }));
    const place = (orderId: string, customerId: string) => command(orderId, customerId, { ...placeOrder, customerId });
    const openOrders = async (customerId: string) => (await under.lookup.members('open-orders', customerId)).toSorted();

    test('who has nothing has no members', async () => {
      expect(await openOrders('ada')).toEqual([]);
      await place('o1', 'bob');
      expect(await openOrders('ada')).toEqual([]);
    });

    test('what is in the log when it is asked is found, under its own value alone', async () => {
      for (let n = 0; n < 5; n += 1) {
        await place(`o${n}`, n === 2 ? 'bob' : 'ada');
        expect(await openOrders(n === 2 ? 'bob' : 'ada')).toContain(`o${n}`);
      }
      expect(await openOrders('ada')).toEqual(['o0', 'o1', 'o3', 'o4']);
      expect(await openOrders('bob')).toEqual(['o2']);
    });

    test('what is over is a member no more', async () => {
      await place('o1', 'ada');
      await place('o2', 'ada');
      await command('o1', 'ada', cancelByCustomer);
      expect(await openOrders('ada')).toEqual(['o2']);
    });

    test('a set that nobody declared is a mistake', async () => {
      await expect(under.lookup.members('unicorns', 'ada')).rejects.toThrow(RangeError);
    });
  });
}
