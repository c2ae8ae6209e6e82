import { afterEach, expect, test } from '@jest/globals';
import { eventually } from '../test/contracts/subject.ts';
import { RunningShop, World } from '../test/stories/running-shop.ts';

const hour = 3_600_000;
/** Further apart than any executor remembers the ids of commands. */
const twoDays = 48 * hour;
const patient = { paymentTimeoutMs: hour, retryAfterMs: hour };

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of closing.splice(0).reverse()) await each.close();
});

async function open(world: World, name: string) {
  const shop = await RunningShop.start(world, patient, { name });
  closing.push(shop);
  return shop;
}

const told = async (shop: RunningShop, orderId: string) =>
  (await shop.events()).filter((event) => event.orderId === orderId || event.stream === `order-${orderId}`);
const decisionsOf = async (shop: RunningShop, orderId: string) =>
  (await told(shop, orderId))
    .filter(({ type }) => type === 'OrderProcessAdvanced')
    .map(({ data }) => (data as { decision: string }).decision);
const decides = (shop: RunningShop, orderId: string, decision: string) =>
  eventually(async () => (await decisionsOf(shop, orderId)).includes(decision));
const isConfirmed = (shop: RunningShop, orderId: string) =>
  eventually(async () => (await shop.find(orderId)).status === 'confirmed');
const isPaid = (shop: RunningShop, orderId: string) =>
  eventually(async () => (await shop.find(orderId)).paymentStatus === 'paid');

test('a shop that moves into another store with open orders decides none twice and takes each to its end', async () => {
  const world = new World({ seed: 1 });
  closing.push(world);
  const before = await open(world, 'before');
  await before.receive('soap', 20);
  await before.place('returned', 'tok_ok', ['soap', 2]);
  await isConfirmed(before, 'returned');
  await before.order('returned', { type: 'ShipOrder', trackingNumber: null });
  await isPaid(before, 'returned');
  await before.order('returned', { type: 'DeliverOrder' });
  const lines = [{ productId: 'soap', quantity: 1 }];
  await before.order('returned', { type: 'ReturnItems', returnId: 'back', lines, reason: 'too big' });
  await decides(before, 'returned', 'restock-return');
  await before.place('swapped', null, ['soap', 1]);
  await isConfirmed(before, 'swapped');
  await before.order('swapped', { type: 'ShipOrder', trackingNumber: null });
  await decides(before, 'swapped', 'deduct-stock');
  await before.order('swapped', { type: 'DeliverOrder' });
  await isPaid(before, 'swapped');
  await before.order('swapped', { type: 'ReturnItems', returnId: 'back', lines, reason: 'too small' });
  await decides(before, 'swapped', 'restock-return');
  world.ahead = twoDays;
  await before.order('returned', { type: 'IssueRefund', refundId: 'r1', amount: null, reason: 'sorry' });
  await decides(before, 'returned', 'note-refund');

  await before.place('unpaid', 'tok_timeout', ['soap', 3]);
  await decides(before, 'unpaid', 'request-payment');
  await before.place('owed', 'tok_capture_fails', ['soap', 4]);
  await isConfirmed(before, 'owed');
  await before.order('owed', { type: 'ShipOrder', trackingNumber: null });
  await decides(before, 'owed', 'retry-capture-later');
  await before.order('owed', { type: 'DeliverOrder' });
  await decides(before, 'owed', 'note-delivery');
  await before.close();
  const decided = await Promise.all(['returned', 'swapped', 'unpaid', 'owed'].map((id) => decisionsOf(before, id)));

  const elsewhere = await world.moved({ seed: 2, foreign: 0.6 });
  closing.push(elsewhere);
  elsewhere.ahead = twoDays + 2 * hour;
  const after = await open(elsewhere, 'after');
  await eventually(async () => (await after.find('unpaid')).status === 'cancelled');
  await decides(after, 'unpaid', 'note-void');
  await isPaid(after, 'owed');
  await decides(after, 'owed', 'record-payment');

  const [returned, swapped, unpaid, owed] = decided;
  expect(await decisionsOf(after, 'returned')).toEqual(returned);
  expect(await decisionsOf(after, 'swapped')).toEqual(swapped);
  expect(await decisionsOf(after, 'unpaid')).toEqual([...unpaid!, 'cancel-payment-timeout', 'note-void']);
  expect(await decisionsOf(after, 'owed')).toEqual([...owed!, 'retry-capture', 'record-payment']);
  const inputs = (await after.events())
    .filter(({ type }) => type === 'OrderProcessAdvanced')
    .map(({ data }) => (data as { input: { id: string } }).input.id);
  expect(new Set(inputs).size).toBe(inputs.length);
  // Twenty, less one that stayed with its buyer and four that were delivered.
  expect(await after.stock('soap')).toMatchObject({ warehouses: [{ onHand: 15, reserved: 0 }], reservations: [] });
  const books = Object.fromEntries((await world.books()).map(({ paymentId, ...entry }) => [paymentId, entry]));
  expect(books).toMatchObject({
    returned: { status: 'captured', refunded: 1000 },
    owed: { status: 'captured', captured: 2000 },
  });
});
