import { describe, expect, test } from '@jest/globals';
import { cartDecider } from '../../domain/cart/cart.ts';
import { commandShop } from '../../test/command-api/command-shop.ts';
import { mortalShop } from '../../test/command-api/dying-shop.ts';
import { addProduct, byCard } from '../../test/command-api/goods.ts';
import { anAddress } from '../../test/an-address.ts';
import { wholeLog } from '../../test/whole-log.ts';

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
      const events = await wholeLog(shop.stored.store);
      expect(events.filter((event) => event.type === 'OrderPlaced')).toHaveLength(1);
    } finally {
      await mortal.current().close();
    }
  },
);

describe('A checkout whose answer was lost', () => {
  /** Ada's shop after her checkout, with nothing kept of its answer and something new in her cart. */
  async function afterCheckout(body: (addressId: string) => object) {
    const shop = await commandShop();
    const product = await addProduct(shop, await shop.admin());
    const { token } = await shop.person('ada@example.com');
    const addressed = await shop.send('POST', '/users/me/addresses', { token, body: anAddress });
    const address = addressed.body.id as string;
    const fill = () => shop.send('POST', '/cart/items', { token, body: { productId: product, quantity: 2 } });
    const send = (sent: object) =>
      shop.send('POST', '/cart/checkout', { token, body: sent, headers: { 'idempotency-key': 'k' } });
    await fill();
    const first = await send(body(address));
    shop.stored.registry.lose('idempotency:');
    await fill();
    return { shop, token, address, send, first };
  }

  test('is answered the same, though the cart was filled again', async () => {
    const { shop, send, first } = await afterCheckout(() => byCard);
    const again = await send(byCard);
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    await shop.close();
  });

  test('is answered the same, though the address it went to was removed', async () => {
    const to = (addressId: string) => ({ ...byCard, shippingAddress: undefined, addressId });
    const { shop, token, address, send, first } = await afterCheckout(to);
    expect((await shop.send('DELETE', `/users/me/addresses/${address}`, { token })).status).toBe(200);
    const again = await send(to(address));
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    await shop.close();
  });

  test('is refused when its key comes with another request', async () => {
    const { shop, send } = await afterCheckout(() => byCard);
    const other = await send({ ...byCard, paymentToken: 'tok_other' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    await shop.close();
  });
});
