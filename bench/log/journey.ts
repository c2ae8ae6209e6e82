import { cartDecider } from '../../domain/cart/cart.ts';
import { inventoryDecider } from '../../domain/inventory/inventory.ts';
import { notificationDecider } from '../../domain/notification/notification.ts';
import { orderNumberOf } from '../../domain/order/order-number.ts';
import { orderDecider } from '../../domain/order/order.ts';
import type { OrderCommand, RequestedLine } from '../../domain/order/commands.ts';
import type { PaymentCommand } from '../../domain/payment/commands.ts';
import { paymentDecider } from '../../domain/payment/payment.ts';
import type { Decider } from '../../engine/commands/decider.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import type { CommandContext, Executor } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';
import { processDecider } from '../../engine/reactions/process-decider.ts';
import { orderSaga, type OrderSagaEvent } from '../../process-managers/order-saga/order-saga.ts';
import { commandContext, minuteOf } from './command-context.ts';

/** Somebody, and what is bought. */
type Purchase = { readonly customerId: string; readonly lines: readonly RequestedLine[] };

const saga = processDecider(orderSaga());
const address = {
  name: 'Ada Lovelace',
  line1: '12 Analytical Way',
  line2: null,
  city: 'London',
  postalCode: 'N1 9GU',
  region: null,
  country: 'GB',
};

/**
 * The nth order's whole life: cart, order, saga, stock, payment and mails, each step decided by the decider that
 * decides it in the shop. One in ten is cancelled instead of shipped. Answers how many events it made.
 */
export async function journey(executor: Executor, n: number, { customerId, lines }: Purchase): Promise<number> {
  const orderId = derivedId('bench-order', String(n));
  const time = minuteOf(n);
  let step = 0;
  let made = 0;
  const act = async <State, Command, E extends Event>(
    decider: Decider<State, Command, E>,
    id: string,
    command: Command,
    more: Partial<CommandContext> = {},
  ): Promise<readonly Recorded<E>[]> => {
    const commandId = derivedId(orderId, String(step++));
    const context = commandContext(commandId, { time, correlationId: orderId, orderId, ...more });
    const execution = await executor.execute(decider, id, command, context);
    if (execution.outcome !== 'accepted') throw new Error(`${JSON.stringify(command)} was ${execution.outcome}`);
    made += execution.events.length;
    return execution.events;
  };
  const hear = async (events: readonly Recorded<Event>[]) => {
    for (const event of events as readonly Recorded<OrderSagaEvent>[]) {
      const { id, type, stream, revision } = event;
      await act(saga, orderId, { input: { kind: 'event', event }, record: { id, type, stream, revision } });
    }
  };
  const own = { subject: customerId, actor: { id: customerId, role: 'customer' } };
  const order = (command: OrderCommand, more: Partial<CommandContext> = {}) =>
    act(orderDecider, orderId, command, more);
  const pay = (command: PaymentCommand) => act(paymentDecider, orderId, command, { subject: customerId });
  const stock = (type: 'ReserveStock' | 'DeductStock' | 'ReleaseStock', { productId, quantity }: RequestedLine) =>
    act(inventoryDecider, productId, type === 'ReserveStock' ? { type, orderId, quantity } : { type, orderId });
  const mail = async (template: 'order_confirmation' | 'order_shipped' | 'order_cancelled') => {
    const id = derivedId(orderId, template);
    const to = { to: 'ada@example.com', userId: customerId, orderId, subject: 'Your order' };
    const asked = { type: 'RequestNotification', channel: 'email', template, ...to } as const;
    await act(notificationDecider, id, asked, { subject: customerId });
    await act(notificationDecider, id, { type: 'RecordSent', attempt: 1 });
  };

  for (const { productId, quantity, product } of lines) {
    const { currency } = product.price;
    await act(cartDecider, customerId, { type: 'AddCartItem', productId, quantity, currency }, own);
  }
  const total = lines.reduce((sum, line) => sum + line.quantity * line.product.price.amount, 0);
  const amount = { amount: total, currency: lines[0]!.product.price.currency };
  const placed = await order(
    {
      type: 'PlaceOrder',
      orderNumber: orderNumberOf(orderId),
      customerId,
      buyer: { email: 'ada@example.com', fullName: 'Ada Lovelace' },
      lines,
      charges: [],
      paymentMethod: 'card',
      paymentToken: 'tok_ok',
      shippingAddress: address,
      expectedTotal: null,
      cartRevision: null,
    },
    own,
  );
  await act(cartDecider, customerId, { type: 'CheckOutCart', orderId }, own);
  await hear(placed);
  for (const line of lines) await hear(await stock('ReserveStock', line));
  await order({ type: 'RecordStockReserved' });
  await pay({ type: 'RequestPayment', orderId, amount, method: 'card', token: 'tok_ok' });
  await hear(await pay({ type: 'RecordAuthorization', reference: 'auth' }));
  await order({ type: 'RecordPaymentAuthorized' });
  await order({ type: 'ConfirmOrder', at: time });
  await mail('order_confirmation');
  if (n % 10 === 9) {
    const by = { id: customerId, role: 'customer' };
    await hear(await order({ type: 'CancelOrder', reason: 'requested_by_customer', note: 'Changed my mind', by }, own));
    for (const line of lines) await stock('ReleaseStock', line);
    await pay({ type: 'RequestVoid', attempt: 1, because: 'cancelled' });
    await hear(await pay({ type: 'RecordVoid' }));
    await mail('order_cancelled');
    return made;
  }
  await hear(await order({ type: 'ShipOrder', trackingNumber: `T-${n}` }));
  for (const line of lines) await stock('DeductStock', line);
  await pay({ type: 'RequestCapture', attempt: 1 });
  await hear(await pay({ type: 'RecordCapture' }));
  await order({ type: 'RecordPaymentCaptured', amount });
  await mail('order_shipped');
  await order({ type: 'DeliverOrder' });
  return made;
}
