import type { InventoryCommand } from '../../domain/inventory/commands.ts';
import type { InventoryEvent } from '../../domain/inventory/events.ts';
import { inventoryDecider } from '../../domain/inventory/inventory.ts';
import type { OrderCommand } from '../../domain/order/commands.ts';
import type { PaymentMethod } from '../../domain/order/events.ts';
import type { Money } from '../../domain/money.ts';
import { orderDecider } from '../../domain/order/order.ts';
import type { PaymentCommand } from '../../domain/payment/commands.ts';
import { paymentDecider } from '../../domain/payment/payment.ts';
import type { CommandContext, Execution, Executor } from '../../engine/commands/executor.ts';
import type { Decider } from '../../engine/commands/decider.ts';
import type { CommandSender } from '../../engine/reactions/process-manager.ts';
import { hasEffect } from '../outcome.ts';
import type { Log } from '../log.ts';
import type { OrderSagaCommand } from './commands.ts';

const saga = { id: 'order-saga', role: 'system' } as const;

/**
 * Carries out what the order saga decided. A refusal is final and logged: another one was faster (a customer who
 * cancelled while the card was asked), and the saga hears of that by its event. Throws when it must be tried again.
 */
export function orderSagaSender({ executor, log }: { executor: Executor; log: Log }): CommandSender<OrderSagaCommand> {
  return async (command, { key: orderId, commandId, causationId, correlationId, time, again }) => {
    if (again && (await isBackInStock(executor, orderId, command))) return;
    const context: CommandContext = { commandId, causationId, correlationId, time, actor: saga, orderId };
    const execution = await send(executor, command, orderId, context);
    hasEffect(execution, log, { command: command.type, orderId, correlationId });
  };
}

function send(
  executor: Executor,
  command: OrderSagaCommand,
  orderId: string,
  context: CommandContext,
): Promise<Execution> {
  const order = (of: OrderCommand) => executor.execute(orderDecider, orderId, of, context);
  const payment = (of: PaymentCommand) => executor.execute(paymentDecider, orderId, of, context);
  switch (command.type) {
    case 'ReserveStock':
    case 'ReleaseStock':
    case 'DeductStock':
    case 'ReturnStock': {
      const { productId, ...data } = command.data;
      return executor.execute(inventoryDecider, productId, stockCommand(command.type, orderId, data), context);
    }
    case 'RequestPayment':
      return requestPayment(executor, command.data, orderId, context);
    case 'RequestCapture':
    case 'RequestVoid':
    case 'RequestRefund':
      return payment({ type: command.type, ...command.data } as PaymentCommand);
    case 'ConfirmOrder':
      return order({ type: 'ConfirmOrder', at: context.time });
    case 'CancelOrder':
      return order({ type: 'CancelOrder', reason: command.data.reason, note: null, by: saga });
    case 'RecordStockReserved':
    case 'RecordPaymentAuthorized':
    case 'RecordPaymentDeclined':
    case 'RecordPaymentCaptured':
      return order({ type: command.type, ...command.data } as OrderCommand);
  }
}

/** Of goods that came back the stock's state keeps nothing: its stream tells whether they were taken in. */
async function isBackInStock(executor: Executor, orderId: string, command: OrderSagaCommand): Promise<boolean> {
  if (command.type !== 'ReturnStock') return false;
  const { productId, returnId } = command.data;
  const takenIn: Decider<boolean, never, InventoryEvent> = {
    ...{ name: inventoryDecider.name, stateVersion: 1, initial: false },
    decide: () => ({ accepted: true, events: [] }),
    evolve: (found, { type, data }) =>
      found || (type === 'StockReturned' && data.orderId === orderId && data.returnId === returnId),
  };
  return (await executor.loadAt(takenIn, productId, { revision: Number.POSITIVE_INFINITY }))?.state ?? false;
}

function stockCommand(
  type: 'ReserveStock' | 'ReleaseStock' | 'DeductStock' | 'ReturnStock',
  orderId: string,
  data: object,
): InventoryCommand {
  return { type, orderId, ...data } as InventoryCommand;
}

/** The token is secret and never in a recorded decision: it is read from the order, and sealed with its buyer's key. */
async function requestPayment(
  executor: Executor,
  { amount, method }: { amount: Money; method: PaymentMethod },
  orderId: string,
  context: CommandContext,
): Promise<Execution> {
  const { state: order } = await executor.load(orderDecider, orderId);
  return executor.execute(
    paymentDecider,
    orderId,
    { type: 'RequestPayment', orderId, amount, method, token: order?.paymentToken ?? null },
    order === null ? context : { ...context, subject: order.customerId },
  );
}
