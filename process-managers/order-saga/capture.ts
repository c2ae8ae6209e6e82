import type { OrderEventOf } from '../../domain/order/events.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { recordPaymentCaptured, requestCapture } from './commands.ts';
import { decided, retryTime, type SagaConfig, type SagaDecision } from './decision.ts';
import { noLongerDue, waitingFor, type OrderProcess } from './process.ts';

type PaymentEventOf<Type extends PaymentEvent['type']> = Recorded<Extract<PaymentEvent, { type: Type }>>;

/** Cash is taken at the door. */
export function hearDelivered(event: Recorded<OrderEventOf<'OrderDelivered'>>, process: OrderProcess): SagaDecision {
  if (process.step !== 'shipped') return null;
  if (process.method === 'card') {
    return decided('note-delivery', 'The parcel arrived; the card needs nothing more.', [], {
      ...process,
      step: 'delivered',
    });
  }
  return decided('collect-cash', 'The parcel arrived: its price was paid at the door.', [requestCapture(1)], {
    ...process,
    step: 'delivered',
    payment: 'capturing',
    captureAttempts: 1,
    waiting: waitingFor(process, 'capture', event.time),
  });
}

/** The order is told that its money has arrived. */
export function hearCaptured(event: PaymentEventOf<'PaymentCaptured'>, process: OrderProcess): SagaDecision {
  if (process.payment === 'captured') return null;
  return decided('record-payment', 'The money has arrived.', [recordPaymentCaptured(event.data.amount)], {
    ...process,
    payment: 'captured',
    waiting: null,
    due: noLongerDue(process, 'capture'),
  });
}

/** The goods have left: the money is asked for until it comes. */
export function hearCaptureFailed(
  event: PaymentEventOf<'PaymentCaptureFailed'>,
  process: OrderProcess,
  config: SagaConfig,
): SagaDecision {
  if (process.payment !== 'capturing') return null;
  const { attempt, error } = event.data;
  const dueAt = retryTime(config, event.time, attempt);
  return decided(
    'retry-capture-later',
    `Charging the card failed (attempt ${attempt}): tried again at ${dueAt}.`,
    [],
    { ...process, waiting: { ...waitingFor(process, 'capture', event.time, attempt), lastError: error } },
    { capture: dueAt },
  );
}

export function retryCapture(dueAt: string, process: OrderProcess): SagaDecision {
  if (process.payment !== 'capturing') return null;
  const attempt = process.captureAttempts + 1;
  return decided('retry-capture', `The card is charged again, attempt ${attempt}.`, [requestCapture(attempt)], {
    ...process,
    captureAttempts: attempt,
    waiting: waitingFor(process, 'capture', dueAt, attempt),
  });
}
