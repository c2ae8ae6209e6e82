import { describe, expect, test } from '@jest/globals';
import { skuClaim } from '../../domain/claim/claim.ts';
import { inventoryDecider, onHand } from '../../domain/inventory/inventory.ts';
import type { CommandShop } from '../../test/command-api/command-shop.ts';
import { mortalShop } from '../../test/command-api/dying-shop.ts';
import { aProduct } from '../../test/command-api/goods.ts';
import { skuClaimId } from './sku-claim.ts';
import { wholeLog } from '../../test/whole-log.ts';

const add = (shop: CommandShop, token: string, body: object, headers: Record<string, string> = {}) =>
  shop.send('POST', '/products', { token, body, headers });

const claimOf = async ({ dependencies: { executor, pepper } }: CommandShop, sku: string) =>
  (await executor.load(skuClaim, skuClaimId(pepper, sku))).state;

async function withShop(story: (mortal: Awaited<ReturnType<typeof mortalShop>>) => Promise<void>): Promise<void> {
  const mortal = await mortalShop();
  try {
    await story(mortal);
  } finally {
    await mortal.current().close();
  }
}

describe('a product whose adding died', () => {
  test.each([0, 1, 2, 3])('after %i of its 4 steps is finished by its retry', (appends) =>
    withShop(async (mortal) => {
      const token = await mortal.current().admin();
      const body = aProduct({ sku: 'HP-1', initialStock: 5 });
      mortal.dieAfter(appends);
      expect((await add(mortal.current(), token, body, { 'idempotency-key': 'k' })).status).toBe(500);
      const shop = await mortal.restart();
      const reply = await add(shop, token, body, { 'idempotency-key': 'k' });
      expect([reply.status, reply.body.revision]).toEqual([201, 0]);
      expect(await claimOf(shop, 'hp-1')).toEqual({ status: 'confirmed', owner: reply.body.id });
      expect(onHand((await shop.dependencies.executor.load(inventoryDecider, reply.body.id)).state)).toBe(5);
    }),
  );

  test('after it was written keeps its sku, though somebody else asks for it', () =>
    withShop(async (mortal) => {
      const token = await mortal.current().admin();
      mortal.dieAfter(2);
      await add(mortal.current(), token, aProduct({ sku: 'HP-1' }));
      const shop = await mortal.restart();
      const reply = await add(shop, token, aProduct({ sku: 'HP-1' }));
      expect([reply.status, reply.body.code]).toEqual([409, 'sku-taken']);
      expect((await claimOf(shop, 'HP-1')).status).toBe('confirmed');
    }));

  test('before it was written and whose sku went to another is refused on its retry', () =>
    withShop(async (mortal) => {
      const token = await mortal.current().admin();
      const body = aProduct({ sku: 'HP-1' });
      mortal.dieAfter(1);
      await add(mortal.current(), token, body, { 'idempotency-key': 'late' });
      const shop = await mortal.restart();
      const { executor, pepper } = shop.dependencies;
      // Late enough to take the reservation over, and early enough for it to be remembered.
      const later = new Date(Date.now() + 600_000).toISOString();
      await executor.execute(
        skuClaim,
        skuClaimId(pepper, 'HP-1'),
        { type: 'Reserve', owner: 'another', at: later, staleAfterSeconds: 60 },
        { commandId: 'c', actor: { id: 'a', role: 'admin' }, correlationId: 'c', causationId: 'c', time: later },
      );
      const reply = await add(shop, token, body, { 'idempotency-key': 'late' });
      expect([reply.status, reply.body.code]).toEqual([409, 'sku-taken']);
      const events = await wholeLog(shop.stored.store);
      expect(events.filter(({ type }) => type === 'ProductAdded')).toEqual([]);
    }));
});
