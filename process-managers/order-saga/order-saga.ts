import type { InventoryEvent } from '../../domain/inventory/events.ts';
import type { OrderEvent } from '../../domain/order/events.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import type { ProcessManager } from '../../engine/reactions/process-manager.ts';
import { hearCaptured, hearCaptureFailed, hearDelivered, retryCapture } from './capture.ts';
import type { OrderSagaCommand } from './commands.ts';
import { defaultSagaConfig, type SagaConfig, type SagaDecision } from './decision.ts';
import { hearCancelled, hearVoided, hearVoidFailed, retryVoid } from './giving-back.ts';
import { giveUpPayment, hearAuthorized, hearDeclined } from './payment.ts';
import { newProcess, noLongerDue, type OrderProcess } from './process.ts';
import { hearRefunded, hearRefundFailed, hearRefundIssued, retryRefund } from './refunds.ts';
import { hearReturned, hearShipped, hearStock, startReserving } from './stock.ts';

export type OrderSagaEvent =
  | Extract<
      OrderEvent,
      { type: 'OrderPlaced' | 'OrderShipped' | 'OrderDelivered' | 'OrderCancelled' | 'OrderReturned' | 'RefundIssued' }
    >
  | Extract<InventoryEvent, { type: 'StockReserved' | 'StockReservationRefused' }>
  | Exclude<
      PaymentEvent,
      { type: 'PaymentRequested' | 'PaymentCaptureRequested' | 'PaymentVoidRequested' | 'PaymentRefundRequested' }
    >;

function hear(event: Recorded<OrderSagaEvent>, process: OrderProcess, config: SagaConfig): SagaDecision {
  switch (event.type) {
    case 'OrderPlaced':
      return startReserving(event, process);
    case 'StockReserved':
    case 'StockReservationRefused':
      return hearStock(event, process, config);
    case 'PaymentAuthorized':
      return hearAuthorized(event, process);
    case 'PaymentDeclined':
      return hearDeclined(event, process);
    case 'OrderShipped':
      return hearShipped(event, process);
    case 'OrderDelivered':
      return hearDelivered(event, process);
    case 'PaymentCaptured':
      return hearCaptured(event, process);
    case 'PaymentCaptureFailed':
      return hearCaptureFailed(event, process, config);
    case 'OrderCancelled':
      return hearCancelled(event, process);
    case 'PaymentVoided':
      return hearVoided(event, process);
    case 'PaymentVoidFailed':
      return hearVoidFailed(event, process, config);
    case 'OrderReturned':
      return hearReturned(event, process);
    case 'RefundIssued':
      return hearRefundIssued(event, process);
    case 'PaymentRefunded':
      return hearRefunded(event, process);
    case 'PaymentRefundFailed':
      return hearRefundFailed(event, process, config);
    default:
      return null;
  }
}

/** A time-out that no longer counts, or that was set anew since, is refused. */
function wake(name: string, dueAt: string, process: OrderProcess, config: SagaConfig): SagaDecision {
  if (process.due[name] !== dueAt) return null;
  const awake = { ...process, due: noLongerDue(process, name) };
  if (name === 'payment') return giveUpPayment(dueAt, awake, config);
  if (name === 'capture') return retryCapture(dueAt, awake);
  if (name === 'void') return retryVoid(dueAt, awake);
  return retryRefund(name.slice('refund-'.length), dueAt, awake);
}

/** True for time-outs that begin another attempt: an operator may fire them early. */
export function isRetry(timeout: string): boolean {
  return timeout !== 'payment';
}

const handles = [
  'OrderPlaced',
  'OrderShipped',
  'OrderDelivered',
  'OrderCancelled',
  'OrderReturned',
  'RefundIssued',
  'StockReserved',
  'StockReservationRefused',
  'PaymentAuthorized',
  'PaymentDeclined',
  'PaymentCaptured',
  'PaymentCaptureFailed',
  'PaymentVoided',
  'PaymentVoidFailed',
  'PaymentRefunded',
  'PaymentRefundFailed',
] as const satisfies readonly OrderSagaEvent['type'][];

/**
 * Leads an order from placed to confirmed, and undoes what was done when it cannot be:
 * reserve the stock → authorize the card → confirm; at shipping deduct the stock and capture.
 */
export function orderSaga(
  config: Partial<SagaConfig> = {},
): ProcessManager<OrderProcess, OrderSagaEvent, OrderSagaCommand> {
  const settings = { ...defaultSagaConfig, ...config };
  return {
    name: 'order-saga',
    stream: 'orderProcess',
    recordedAs: 'OrderProcessAdvanced',
    handles,
    key: (event) => ('orderId' in event.data ? event.data.orderId : event.stream.slice(event.stream.indexOf('-') + 1)),
    initial: newProcess,
    decide: (input, state) =>
      input.kind === 'event' ? hear(input.event, state, settings) : wake(input.name, input.dueAt, state, settings),
  };
}
