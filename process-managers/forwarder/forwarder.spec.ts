import { expect, test } from '@jest/globals';
import { inventoryDecider } from '../../domain/inventory/inventory.ts';
import { orderDecider } from '../../domain/order/order.ts';
import type { OrderCommand } from '../../domain/order/commands.ts';
import { userDecider } from '../../domain/user/user.ts';
import { personalFields } from '../../domain/messages/messages.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import type { JsonObject } from '../../engine/log/json.ts';
import type { Told } from '../../engine/reactions/forwarder.ts';
import { openFields } from '../../engine/reactions/personal-fields.ts';
import { ShopLog } from '../../test/stories/shop-log.ts';
import { soapOrder } from '../../test/stories/soap-order.ts';
import { forwarder, type ForwardedEvent } from './forwarder.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

async function messagesOf(
  shop: ShopLog,
  heard?: readonly Recorded<Event>[],
  personal: 'sealed' | 'plain' = 'plain',
): Promise<(Told & { readonly id: string })[]> {
  const told = forwarder({ executor: shop.executor, seals: shop.codec, personal });
  const messages: (Told & { readonly id: string })[] = [];
  for (const event of heard ?? (await shop.events())) {
    if ((told.handles as readonly string[]).includes(event.type)) {
      const message = await told.toMessage(event as Recorded<ForwardedEvent>);
      if (message !== null) messages.push({ id: event.id, ...message });
    }
  }
  return messages;
}

async function orderOf(shop: ShopLog, ...commands: readonly OrderCommand[]) {
  for (const command of [soapOrder, ...commands]) {
    await shop.executor.execute(orderDecider, 'o1', command, shop.context({ subject: 'ada', orderId: 'o1' }));
  }
}

/** Ada registers, and has a part of what she bought refunded. */
async function adaBuys(shop: ShopLog): Promise<void> {
  const ada = { email: 'ada@example.com', fullName: 'Ada', passwordHash: 'hash', roles: ['customer'] } as const;
  const context = shop.context({ subject: 'ada' });
  await shop.executor.execute(userDecider, 'ada', { type: 'RegisterUser', ...ada }, context);
  await orderOf(
    shop,
    { type: 'RecordStockReserved' },
    { type: 'ConfirmOrder', at: '2026-03-01T12:00:01.000Z' },
    { type: 'ShipOrder', trackingNumber: null },
    { type: 'DeliverOrder' },
    { type: 'RecordPaymentCaptured', amount: eur(1000) },
    { type: 'ReturnItems', returnId: 'back', lines: [{ productId: 'soap', quantity: 1 }], reason: 'Ada says' },
    { type: 'IssueRefund', refundId: 'r1', amount: eur(500), reason: 'for Ada' },
  );
}

test('a registration is told with the name and the address to greet', async () => {
  const shop = new ShopLog();
  await shop.executor.execute(
    userDecider,
    'ada',
    {
      type: 'RegisterUser',
      email: 'ada@example.com',
      fullName: 'Ada',
      passwordHash: 'secret-hash',
      roles: ['customer'],
    },
    shop.context({ subject: 'ada' }),
  );
  const [event] = await shop.events();
  expect(await messagesOf(shop)).toEqual([
    {
      id: event!.id,
      routingKey: 'user.user.registered',
      body: {
        event_type: 'user.registered',
        event_id: event!.id,
        timestamp: '2026-03-01T12:00:00.000Z',
        correlation_id: 'correlation',
        payload: { user_id: 'ada', user_email: 'ada@example.com', user_name: 'Ada' },
      },
    },
  ]);
});

test.each(['user.registered', 'order.refunded'])('what is personal in %s is sealed with the key', async (type) => {
  const shop = new ShopLog();
  await adaBuys(shop);
  const told = async (personal: 'sealed' | 'plain') => {
    const messages = await messagesOf(shop, undefined, personal);
    return messages.find(({ body }) => body['event_type'] === type)!;
  };
  const [sealed, plain] = [await told('sealed'), await told('plain')];
  const payload = sealed.body['payload'] as JsonObject;
  expect(JSON.stringify(sealed)).not.toMatch(/Ada|ada@/);
  for (const field of ['user_email', 'user_name']) expect(payload[field]).toEqual({ $sealed: expect.any(String) });
  expect(payload['user_id']).toBe('ada');
  const personal = { messageId: sealed.id, subject: 'ada', fields: personalFields };
  expect(await openFields(shop.codec, personal, payload)).toEqual(plain.body['payload']);
  const another = { ...personal, messageId: 'another' };
  await expect(openFields(shop.codec, another, payload)).rejects.toThrow();
  await shop.vault.destroy('ada', '2026-03-02T12:00:00.000Z');
  shop.codec.forget('ada');
  expect(await openFields(shop.codec, personal, payload)).toMatchObject({ user_email: null, user_name: null });
});

test('of somebody who was erased meanwhile nothing personal is told', async () => {
  const shop = new ShopLog();
  await adaBuys(shop);
  const heard = await shop.events();
  expect(JSON.stringify(await messagesOf(shop, heard))).toContain('Ada');
  const context = shop.context({ subject: 'ada' });
  await shop.executor.execute(userDecider, 'ada', { type: 'EraseUser' }, context);
  await shop.vault.destroy('ada', '2026-03-02T12:00:00.000Z');
  shop.codec.forget('ada');
  const messages = await messagesOf(shop, heard);
  expect(messages.map(({ routingKey }) => routingKey)).toContain('user.user.registered');
  expect(JSON.stringify(messages)).not.toContain('Ada');
});

test('an order is told as it was at each of its events', async () => {
  const shop = new ShopLog();
  await orderOf(
    shop,
    { type: 'RecordStockReserved' },
    { type: 'ConfirmOrder', at: '2026-03-01T12:00:01.000Z' },
    { type: 'ShipOrder', trackingNumber: 'T-1' },
    { type: 'DeliverOrder' },
    { type: 'RecordPaymentCaptured', amount: eur(1000) },
    { type: 'CompleteOrder' },
    { type: 'ReturnItems', returnId: 'back', lines: [{ productId: 'soap', quantity: 1 }], reason: 'too big' },
    { type: 'IssueRefund', refundId: 'r1', amount: eur(500), reason: 'sorry' },
  );
  const messages = await messagesOf(shop);
  const told = messages.map(({ routingKey, body }) => [routingKey, (body['payload'] as { status: string }).status]);
  expect(told).toEqual([
    ['order.order.created', 'placed'],
    ['order.order.confirmed', 'confirmed'],
    ['order.order.shipped', 'shipped'],
    ['order.order.delivered', 'delivered'],
    ['order.order.paid', 'delivered'],
    ['order.order.completed', 'completed'],
    ['order.order.returned', 'completed'],
    ['order.order.refunded', 'completed'],
  ]);
  expect(messages[0]!.body['payload']).toEqual({
    order_id: 'o1',
    order_number: 'S-1',
    user_id: 'ada',
    user_email: 'ada@example.com',
    user_name: 'Ada',
    items: [{ product_id: 'soap', name: 'Soap', quantity: 2, price: 500, total_amt: 1000 }],
    total_amount: 1000,
    currency: 'EUR',
    payment_method: 'cash_on_delivery',
    status: 'placed',
  });
  expect(messages[2]!.body['payload']).toMatchObject({ tracking_number: 'T-1' });
  expect(messages[6]!.body['payload']).toMatchObject({ reason: 'too big' });
  expect(messages[7]!.body['payload']).toMatchObject({ refund_amount: 500, reason: 'sorry' });
});

test('a cancelled order is told with the reason', async () => {
  const shop = new ShopLog();
  const by = { id: 'order-saga', role: 'system' };
  await orderOf(shop, { type: 'CancelOrder', reason: 'out_of_stock', note: null, by });
  const last = (await messagesOf(shop)).at(-1)!;
  expect(last.routingKey).toBe('order.order.cancelled');
  expect(last.body['payload']).toMatchObject({ cancellation_reason: 'out_of_stock', status: 'cancelled' });
});

test('every movement of stock is told with the stock after it, also when the forwarder starts in the middle', async () => {
  const shop = new ShopLog();
  const move = (command: Parameters<typeof inventoryDecider.decide>[0]) =>
    shop.executor.execute(inventoryDecider, 'soap', command, shop.context());
  await move({ type: 'ReceiveStock', quantity: 10, warehouse: 'main', reference: null });
  await move({ type: 'ReserveStock', orderId: 'o1', quantity: 4 });
  await move({ type: 'ReserveStock', orderId: 'o2', quantity: 40 });
  await move({ type: 'AdjustStock', delta: -1, reason: 'broken', warehouse: 'main' });
  await move({ type: 'DeductStock', orderId: 'o1' });
  await move({ type: 'ReturnStock', orderId: 'o1', returnId: 'back', quantity: 1 });
  const payloads = (await messagesOf(shop)).map((message) => message.body['payload']);
  const stock = (change: string, quantity: number, on_hand: number, reserved: number, order_id: string | null) => ({
    product_id: 'soap',
    change,
    quantity,
    on_hand,
    reserved,
    available: on_hand - reserved,
    order_id,
  });
  const told = [
    stock('received', 10, 10, 0, null),
    stock('reserved', 4, 10, 4, 'o1'),
    stock('adjusted', -1, 9, 4, null),
    stock('deducted', 4, 5, 0, 'o1'),
    stock('returned', 1, 6, 0, 'o1'),
  ];
  expect(payloads).toEqual(told);

  const late = forwarder({ executor: shop.executor, seals: shop.codec, personal: 'sealed' });
  const last = (await shop.events()).at(-1) as Recorded<ForwardedEvent>;
  expect((await late.toMessage(last))!.body['payload']).toEqual(told.at(-1));
});
