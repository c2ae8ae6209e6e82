import { expect, test } from '@jest/globals';
import { RoughRegistry } from '../../test/rough/registry.ts';
import { PendingPayments, type PendingPayment } from './pending-payments.ts';

const payment = (orderId: string): PendingPayment => ({
  ...{ orderId, causationId: 'asked', correlationId: 'c', givenUp: false },
});

async function all(payments: PendingPayments): Promise<string[]> {
  const found: string[] = [];
  for await (const { orderId } of payments.all()) found.push(orderId);
  return found.sort();
}

test('payments without an answer are found again, each until it has one, however many come and go at once', async () => {
  const registry = new RoughRegistry();
  const [one, other] = [new PendingPayments(registry), new PendingPayments(registry)];
  const orders = Array.from({ length: 100 }, (_, index) => `order-${index}`);
  await Promise.all(orders.map((orderId, index) => (index % 2 === 0 ? one : other).add(payment(orderId))));
  expect(await all(one)).toEqual(orders.toSorted());
  await one.add({ ...payment('order-7'), givenUp: true });
  expect(await other.find('order-7')).toEqual({ ...payment('order-7'), givenUp: true });
  await Promise.all(orders.slice(1).map((orderId) => other.remove(orderId)));
  await other.remove('order-1');
  expect(await all(one)).toEqual(['order-0']);
  await one.remove('order-0');
  expect(registry.keysUnder('')).toEqual([]);
});
