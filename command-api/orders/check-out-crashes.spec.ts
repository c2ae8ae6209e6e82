import { expect, test } from '@jest/globals';
import { cartDecider } from '../../domain/cart/cart.ts';
import { mortalShop } from '../../test/command-api/dying-shop.ts';
import { addProduct, byCard } from '../../test/command-api/goods.ts';

test.each([0, 1])(
  'a checkout that died after %i of its 2 steps is finished by its retry, with one order',
  async (appends) => {
    const mortal = await mortalShop();
    try {
      const first = mortal.current();
      const product = await addProduct(first, await first.admin());
      const { id, token } = await first.person('ada@example.com');
      await first.send('POST', '/cart/items', { token, body: { productId: product, quantity: 2 } });
      mortal.dieAfter(appends);
      const sent = { token, body: byCard, headers: { 'idempotency-key': 'k' } };
      expect((await first.send('POST', '/cart/checkout', sent)).status).toBe(500);
      const shop = await mortal.restart();
      const reply = await shop.send('POST', '/cart/checkout', sent);
      expect([reply.status, reply.body.status, reply.body.revision]).toEqual([201, 'placed', 0]);
      const { state } = await shop.dependencies.executor.load(cartDecider, id);
      expect(state).toEqual({ items: [], lastOrderId: reply.body.id });
      const events = await shop.stored.store.readAll(null, 1_000);
      expect(events.filter((event) => event.type === 'OrderPlaced')).toHaveLength(1);
    } finally {
      await mortal.current().close();
    }
  },
);
