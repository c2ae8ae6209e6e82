import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../test/contracts/subject.ts';
import { RoughCheckpoints } from '../test/rough/checkpoints.ts';
import { MemoryRegistry } from '../test/rough/registry.ts';
import { RoughSchedule } from '../test/rough/schedule.ts';
import { RunningShop, World } from '../test/stories/running-shop.ts';

const byCustomer = { id: 'ada', role: 'customer' };
const shops: RunningShop[] = [];
let world: World;

beforeEach(async () => void (world = new World()));
afterEach(async () => {
  for (const shop of shops.splice(0)) await shop.close();
  await world.close();
});

async function open(...settings: Parameters<typeof RunningShop.start> extends [World, ...infer Rest] ? Rest : never) {
  const shop = await RunningShop.start(world, ...settings);
  shops.push(shop);
  return shop;
}

const ends = (shop: RunningShop, orderId: string, status: string) =>
  eventually(async () => (await shop.find(orderId)).status === status);
const happens = (shop: RunningShop, event: string, times = 1) =>
  eventually(async () => (await shop.story()).filter((each) => each === event).length === times);

describe('an order from its placement to its end', () => {
  test('paid by card: reserved, authorized, confirmed, shipped, captured', async () => {
    const shop = await open();
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_ok', ['soap', 2]);
    await ends(shop, 'o1', 'confirmed');
    expect((await shop.find('o1')).paymentStatus).toBe('authorized');
    await shop.order('o1', { type: 'ShipOrder', trackingNumber: null });
    await happens(shop, 'saga: record-payment');
    await eventually(async () => (await shop.find('o1')).paymentStatus === 'paid');
    expect(await shop.stock('soap')).toMatchObject({ warehouses: [{ onHand: 3, reserved: 0 }], reservations: [] });
    expect(await shop.story()).toEqual([
      ...['StockReceived', 'OrderPlaced', 'saga: reserve-stock', 'StockReserved', 'saga: request-payment'],
      ...['OrderStockReserved', 'PaymentRequested', 'PaymentAuthorized', 'saga: confirm'],
      ...['OrderPaymentAuthorized', 'OrderConfirmed', 'OrderShipped', 'saga: deduct-stock-and-capture'],
      ...[
        'StockDeducted',
        'PaymentCaptureRequested',
        'PaymentCaptured',
        'saga: record-payment',
        'OrderPaymentCaptured',
      ],
    ]);
    expect(await world.books()).toMatchObject([{ paymentId: 'o1', status: 'captured', captured: 1000 }]);
  });

  test('paid at the door: confirmed at once, paid when delivered, returned and refunded', async () => {
    const shop = await open();
    await shop.receive('soap', 5);
    await shop.place('o1', null, ['soap', 2]);
    await ends(shop, 'o1', 'confirmed');
    await shop.order('o1', { type: 'ShipOrder', trackingNumber: null });
    await happens(shop, 'StockDeducted');
    await shop.order('o1', { type: 'DeliverOrder' });
    await eventually(async () => (await shop.find('o1')).paymentStatus === 'paid');
    await shop.order('o1', {
      type: 'ReturnItems',
      ...{ returnId: 'back', lines: [{ productId: 'soap', quantity: 1 }], reason: 'too big' },
    });
    await shop.order('o1', { type: 'IssueRefund', refundId: 'r1', amount: null, reason: 'sorry' });
    await happens(shop, 'saga: note-refund');
    expect(await shop.stock('soap')).toMatchObject({ warehouses: [{ onHand: 4, reserved: 0 }] });
    expect(await world.books()).toEqual([]);
  });

  test('every event that an order caused belongs to it, in the correlation it began with', async () => {
    const shop = await open();
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_ok', ['soap', 2]);
    await ends(shop, 'o1', 'confirmed');
    const [placed, ...caused] = (await shop.events()).slice(1);
    expect(caused).not.toEqual([]);
    for (const event of caused) {
      expect(event).toMatchObject({ orderId: 'o1', correlationId: placed!.correlationId });
    }
    const known = new Set([placed, ...caused].map((event) => event!.id));
    for (const event of caused) expect(known).toContain(event.causationId);
  });
});

describe('an order that cannot be served is cancelled, and all is undone', () => {
  test('out of stock: what was reserved is released', async () => {
    const shop = await open();
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_ok', ['soap', 2], ['towel', 1]);
    await ends(shop, 'o1', 'cancelled');
    expect(await shop.find('o1')).toMatchObject({ cancellation: { reason: 'out_of_stock' }, paymentStatus: 'voided' });
    await happens(shop, 'StockReleased');
    expect((await shop.stock('soap')).reservations).toEqual([]);
    expect(await world.books()).toEqual([]);
  });

  test('declined', async () => {
    const shop = await open();
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_declined', ['soap', 2]);
    await ends(shop, 'o1', 'cancelled');
    expect(await shop.find('o1')).toMatchObject({
      cancellation: { reason: 'payment_declined', by: { id: 'order-saga' } },
      paymentStatus: 'declined',
    });
    expect((await shop.stock('soap')).reservations).toEqual([]);
  });

  test('without an answer of the provider', async () => {
    const shop = await open({ paymentTimeoutMs: 30 });
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_timeout', ['soap', 2]);
    await ends(shop, 'o1', 'cancelled');
    expect((await shop.find('o1')).cancellation).toMatchObject({ reason: 'payment_timeout' });
    await happens(shop, 'saga: note-void');
    expect(await world.books()).toMatchObject([{ status: 'voided' }]);
    expect((await shop.stock('soap')).reservations).toEqual([]);
  });

  test('with an answer that comes too late: it is voided at once', async () => {
    const shop = await open({ paymentTimeoutMs: 10 });
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_late', ['soap', 2]);
    await ends(shop, 'o1', 'cancelled');
    await happens(shop, 'PaymentAuthorized');
    await happens(shop, 'saga: note-void');
    expect((await shop.find('o1')).paymentStatus).toBe('voided');
    expect((await shop.payment('o1'))!.status).toBe('voided');
    expect(await world.books()).toMatchObject([{ status: 'voided', authorized: 0 }]);
  });

  test('but not when the answer is in the log already and only the saga is late to read it', async () => {
    const shop = await open({ paymentTimeoutMs: 3_600_000 });
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_late', ['soap', 2]);
    await happens(shop, 'PaymentRequested');
    shop.saga.pause();
    await happens(shop, 'PaymentAuthorized');
    const timeouts = () => world.schedule.ofProcess('order-saga', 'o1');
    await eventually(async () => shop.saga.fireEarly('o1', () => true));
    shop.saga.resume();
    await ends(shop, 'o1', 'confirmed');
    await eventually(async () => (await timeouts()).length === 0);
    expect((await shop.find('o1')).status).toBe('confirmed');
  });

  test('by its customer, after it was confirmed', async () => {
    const shop = await open();
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_ok', ['soap', 2]);
    await ends(shop, 'o1', 'confirmed');
    await shop.order('o1', {
      type: 'CancelOrder',
      reason: 'requested_by_customer',
      note: 'changed my mind',
      by: byCustomer,
    });
    await happens(shop, 'saga: note-void');
    expect((await shop.stock('soap')).reservations).toEqual([]);
    expect(await world.books()).toMatchObject([{ status: 'voided' }]);
  });

  test('by its customer, before the shop has looked at it', async () => {
    const shop = await open();
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_ok', ['soap', 2]);
    await shop.order('o1', { type: 'CancelOrder', reason: 'requested_by_customer', note: null, by: byCustomer });
    await happens(shop, 'saga: undo-cancelled-order');
    await eventually(async () => (await shop.stock('soap')).reservations.length === 0);
    expect((await shop.find('o1')).status).toBe('cancelled');
  });
});

describe('a provider that fails', () => {
  test('at the capture is asked again until the money is there', async () => {
    const shop = await open();
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_capture_fails', ['soap', 2]);
    await ends(shop, 'o1', 'confirmed');
    await shop.order('o1', { type: 'ShipOrder', trackingNumber: null });
    await eventually(async () => (await shop.find('o1')).paymentStatus === 'paid');
    await happens(shop, 'PaymentCaptureFailed', 2);
    await happens(shop, 'saga: retry-capture', 2);
  });

  test('at the refund is asked again until it went through', async () => {
    const shop = await open();
    await shop.receive('soap', 5);
    await shop.place('o1', 'tok_refund_fails', ['soap', 2]);
    await ends(shop, 'o1', 'confirmed');
    await shop.order('o1', { type: 'ShipOrder', trackingNumber: null });
    await eventually(async () => (await shop.find('o1')).paymentStatus === 'paid');
    await shop.order('o1', { type: 'DeliverOrder' });
    await shop.order('o1', { type: 'IssueRefund', refundId: 'r1', amount: null, reason: 'sorry' });
    await happens(shop, 'PaymentRefunded');
    await happens(shop, 'PaymentRefundFailed', 2);
    expect(await world.books()).toMatchObject([{ captured: 1000, refunded: 1000 }]);
  });
});

const tokens = ['tok_ok', 'tok_declined', 'tok_timeout', 'tok_late', null, 'tok_ok'] as const;

/** All orders ended, stock and provider agree with them. */
async function expectCleanBooks(shop: RunningShop, orderIds: readonly string[], units: number) {
  await eventually(async () => {
    const orders = await Promise.all(orderIds.map((id) => shop.find(id)));
    const payments = await Promise.all(orderIds.map((id) => shop.payment(id)));
    const ended = orders.every(({ status }) => status === 'confirmed' || status === 'cancelled');
    return ended && orders.every(({ status }, index) => status !== 'cancelled' || isOver(payments[index]!));
  });
  const orders = await Promise.all(orderIds.map((id) => shop.find(id)));
  const confirmed = orderIds.filter((_, index) => orders[index]!.status === 'confirmed');
  await eventually(async () => (await shop.stock('soap')).reservations.length === confirmed.length);
  expect((await shop.stock('soap')).reservations.map(({ orderId }) => orderId)).toEqual(confirmed.toSorted());
  expect(confirmed).not.toEqual([]);
  expect(confirmed.length).toBeLessThanOrEqual(units);
  const books = await world.books();
  expect(books).not.toEqual([]);
  for (const { paymentId, status } of books) {
    const order = await shop.find(paymentId);
    expect([paymentId, status]).toEqual([
      paymentId,
      order.status === 'confirmed' ? 'authorized' : expect.stringMatching(/voided|declined/),
    ]);
  }
  const types = await shop.events();
  const once = types
    .filter(({ type }) => type === 'OrderConfirmed' || type === 'OrderCancelled')
    .map(({ stream }) => stream);
  expect(new Set(once).size).toBe(once.length);
}

const isOver = (payment: { status: string } | null) =>
  payment === null || payment.status === 'voided' || payment.status === 'declined';

describe('whatever goes wrong, every order ends and the books agree', () => {
  const orderIds = Array.from({ length: 30 }, (_, index) => `o${index}`);
  const buyAll = (shop: RunningShop) =>
    Promise.all(orderIds.map((id, index) => shop.place(id, tokens[index % tokens.length]!, ['soap', 1])));

  test('on a store that loses answers', async () => {
    const rude = new World({ seed: 7, repliesLost: 0.1, requestsLost: 0.1, foreign: 0.2, turns: 3 });
    await world.close();
    world = rude;
    const shop = await open({ paymentTimeoutMs: 100 });
    await shop.receive('soap', 12);
    await buyAll(shop);
    await expectCleanBooks(shop, orderIds, 12);
    expect(rude.store.went['reply-lost']).toBeGreaterThan(0);
    expect(rude.store.went['request-lost']).toBeGreaterThan(0);
  });

  test('with two processes that share nothing but the log and the provider', async () => {
    const one = await open({ paymentTimeoutMs: 200 });
    const separate = {
      registry: new MemoryRegistry(),
      schedule: new RoughSchedule(),
      checkpoints: new RoughCheckpoints(),
    };
    const two = await open({ paymentTimeoutMs: 200 }, { name: 'two', ...separate });
    await one.receive('soap', 12);
    await buyAll(two);
    await expectCleanBooks(one, orderIds, 12);
  });

  test('stopped in the middle, and started again with its checkpoints lost', async () => {
    const before = await open({ paymentTimeoutMs: 100 });
    await before.receive('soap', 12);
    await buyAll(before);
    await eventually(async () => (await before.story()).includes('OrderConfirmed'));
    await before.close();
    world.checkpoints.lose();
    const after = await open({ paymentTimeoutMs: 100 }, { name: 'after' });
    await expectCleanBooks(after, orderIds, 12);
  });
});
