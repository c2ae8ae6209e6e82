import type { PlaceOrder as PlaceOrderCommand, RequestedLine } from '../../domain/order/commands.ts';
import type { OrderEvent } from '../../domain/order/events.ts';
import { orderNumberOf } from '../../domain/order/order-number.ts';
import type { Address } from '../../domain/user/events.ts';
import { userDecider } from '../../domain/user/user.ts';
import type { User } from '../../domain/user/user.ts';
import type { Execution, Executor } from '../../engine/commands/executor.ts';
import { knownId } from '../../http/path-id.ts';
import { Problem } from '../../http/problem.ts';
import { knownProduct } from '../catalogue/known-product.ts';
import { accepted, type Accepted } from '../execution-answer.ts';
import { refusal, type CommandRefusal } from '../refusals.ts';
import { addressOf } from '../users/address.dto.ts';
import type { CheckoutDto } from './order.dto.ts';

type Wanted = { readonly productId: string; readonly quantity: number };

/** What a body alone can tell to be wrong about paying and shipping: 400, before anything is looked up. */
export function checkCheckout({ paymentMethod, paymentToken, shippingAddress, addressId }: CheckoutDto): void {
  const hasToken = paymentToken !== undefined && paymentToken !== null;
  if ((paymentMethod === 'card') !== hasToken) {
    const message = hasToken ? 'is for a card only' : 'is needed to pay by card';
    throw Problem.invalid({ pointer: '/paymentToken', message });
  }
  if ((shippingAddress === undefined) === (addressId === undefined)) {
    throw Problem.invalid({ pointer: '/shippingAddress', message: 'give either shippingAddress or addressId' });
  }
}

/** The command that a request means, with customer, address and products as they are now. Throws 404. */
export async function orderRequest(
  executor: Executor,
  orderId: string,
  customerId: string,
  body: CheckoutDto,
  wanted: readonly Wanted[],
  cartRevision: number | null,
): Promise<PlaceOrderCommand> {
  if (body.couponCode !== undefined) throw refusal('coupon-not-found');
  const [{ state: user }, lines] = await Promise.all([
    executor.load(userDecider, customerId),
    linesOf(executor, wanted),
  ]);
  if (user === null || user.erased) throw Problem.notFound('This account is gone.');
  const { paymentMethod, paymentToken, expectedTotal } = body;
  return {
    type: 'PlaceOrder',
    orderNumber: orderNumberOf(orderId),
    customerId,
    buyer: { email: user.email ?? '', fullName: user.fullName ?? '' },
    lines,
    charges: [],
    paymentMethod,
    paymentToken: paymentToken ?? null,
    shippingAddress: addressIn(body, user),
    expectedTotal:
      expectedTotal === undefined ? null : { amount: expectedTotal.amount, currency: expectedTotal.currency },
    cartRevision,
  };
}

/** As `accepted`; what is wrong with the order's lines is told of the body's items. */
export function acceptedOrder(execution: Execution<OrderEvent, CommandRefusal>): Accepted<OrderEvent> {
  if (execution.outcome !== 'rejected' || execution.details['field'] !== 'lines') return accepted(execution);
  return accepted({ ...execution, details: { ...execution.details, field: 'items' } });
}

async function linesOf(executor: Executor, wanted: readonly Wanted[]): Promise<readonly RequestedLine[]> {
  const items = wanted.map(({ productId, quantity }) => ({ productId: knownId(productId), quantity }));
  const ids = [...new Set(items.map((item) => item.productId))];
  const products = new Map(await Promise.all(ids.map(async (id) => [id, await knownProduct(executor, id)] as const)));
  return items.map(({ productId, quantity }) => {
    const { sku, name, vendorId, price, discontinued } = products.get(productId)!;
    return { productId, quantity, product: { sku, name, vendorId, price, discontinued } };
  });
}

function addressIn({ shippingAddress, addressId }: CheckoutDto, user: User): Address {
  if (shippingAddress !== undefined) return addressOf(shippingAddress);
  const known = user.addresses.find((each) => each.addressId === addressId?.toLowerCase());
  if (known === undefined || known.address === null) throw Problem.notFound('There is no such address.');
  return known.address;
}
