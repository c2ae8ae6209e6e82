import { randomUUID } from 'node:crypto';
import { orderDecider } from '../../domain/order/order.ts';
import type { OrderCommand } from '../../domain/order/commands.ts';
import type { Reply } from '../http/ask.ts';
import type { CommandShop } from './command-shop.ts';
import { anAddress } from '../an-address.ts';

let count = 0;

/** A body for POST /products with a sku of its own. */
export function aProduct(changes: object = {}): object {
  count += 1;
  return { sku: `SKU-${count}`, name: 'Headphones', price: { amount: 7999, currency: 'EUR' }, ...changes };
}

export async function addProduct(shop: CommandShop, token: string, changes: object = {}): Promise<string> {
  const { body } = await shop.send('POST', '/products', { token, body: aProduct(changes) });
  return body.id as string;
}

/** The token of somebody who sells and does not buy. */
export async function pureVendor(shop: CommandShop, admin: string): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const { id } = await shop.person(email, 'vendor');
  await shop.send('DELETE', `/users/${id}/roles/customer`, { token: admin });
  const { body } = await shop.send('POST', '/auth/login', { body: { email, password: 'correct horse battery' } });
  return body.accessToken as string;
}

/** A body for POST /cart/checkout. */
export const byCard = { paymentMethod: 'card', paymentToken: 'tok_ok', shippingAddress: anAddress };

/** Places an order of one product and answers the reply. */
export function order(shop: CommandShop, token: string, productId: string, quantity = 1): Promise<Reply> {
  return shop.send('POST', '/orders', { token, body: { items: [{ productId, quantity }], ...byCard } });
}

/** What the saga does for an order that can be served, without a saga. */
export async function confirm(shop: CommandShop, orderId: string, customerId: string): Promise<void> {
  await tell(shop, orderId, customerId, { type: 'RecordStockReserved' });
  await tell(shop, orderId, customerId, { type: 'RecordPaymentAuthorized' });
  await tell(shop, orderId, customerId, { type: 'ConfirmOrder', at: new Date().toISOString() });
}

export async function tell(
  shop: CommandShop,
  orderId: string,
  customerId: string,
  command: OrderCommand,
): Promise<void> {
  const commandId = randomUUID();
  const execution = await shop.dependencies.executor.execute(orderDecider, orderId, command, {
    commandId,
    actor: { id: 'order-saga', role: 'system' },
    correlationId: randomUUID(),
    causationId: commandId,
    time: new Date().toISOString(),
    subject: customerId,
    orderId,
  });
  if (execution.outcome !== 'accepted') throw new Error(`${command.type}: ${JSON.stringify(execution)}`);
}
