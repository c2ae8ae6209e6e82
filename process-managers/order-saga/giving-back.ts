import type { OrderEventOf } from '../../domain/order/events.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { releaseAll, requestVoid } from './commands.ts';
import { decided, retryTime, type SagaConfig, type SagaDecision } from './decision.ts';
import { noLongerDue, waitingFor, withAllStock, type OrderProcess } from './process.ts';

type PaymentEventOf<Type extends PaymentEvent['type']> = Recorded<Extract<PaymentEvent, { type: Type }>>;

const cancelledBy = {
  requested_by_customer: 'Its customer cancelled the order',
  requested_by_admin: 'An administrator cancelled the order',
  out_of_stock: 'The order was cancelled for want of stock',
  payment_declined: 'The order was cancelled because its card was declined',
  payment_timeout: 'The order was cancelled because its payment had no answer',
} as const;

/** Somebody else cancelled it: everything done so far is undone. */
export function hearCancelled(event: Recorded<OrderEventOf<'OrderCancelled'>>, process: OrderProcess): SagaDecision {
  if (process.step !== 'reserving' && process.step !== 'paying' && process.step !== 'confirmed') return null;
  const asked = process.payment !== 'none';
  return decided(
    'undo-cancelled-order',
    `${cancelledBy[event.data.reason]}: its stock goes back on sale${asked ? ' and its payment is given back' : ''}.`,
    [...releaseAll(process), ...(asked ? [requestVoid(1, `${cancelledBy[event.data.reason]}.`)] : [])],
    {
      ...withAllStock(process, ['reserved', 'asked'], 'released'),
      step: 'cancelled',
      cancelledFor: event.data.reason,
      due: noLongerDue(process, 'payment'),
      payment: asked ? 'voiding' : 'none',
      voidAttempts: asked ? 1 : 0,
      waiting: asked ? waitingFor(process, 'void', event.time) : null,
    },
  );
}

/** Nothing is held any more. */
export function hearVoided(_event: PaymentEventOf<'PaymentVoided'>, process: OrderProcess): SagaDecision {
  if (process.payment !== 'voiding') return null;
  const because = 'The payment is given back: nothing is left to undo.';
  return decided('note-void', because, [], {
    ...process,
    payment: 'voided',
    waiting: null,
    due: noLongerDue(process, 'void'),
  });
}

/** What is held for a cancelled order must not stay held: the void is asked for until it goes through. */
export function hearVoidFailed(
  event: PaymentEventOf<'PaymentVoidFailed'>,
  process: OrderProcess,
  config: SagaConfig,
): SagaDecision {
  if (process.payment !== 'voiding') return null;
  const { attempt, error } = event.data;
  const dueAt = retryTime(config, event.time, attempt);
  return decided(
    'retry-void-later',
    `Voiding the payment failed (attempt ${attempt}): tried again at ${dueAt}.`,
    [],
    { ...process, waiting: { ...waitingFor(process, 'void', event.time, attempt), lastError: error } },
    { void: dueAt },
  );
}

export function retryVoid(dueAt: string, process: OrderProcess): SagaDecision {
  if (process.payment !== 'voiding') return null;
  const attempt = process.voidAttempts + 1;
  return decided(
    'retry-void',
    `The void is tried again, attempt ${attempt}.`,
    [requestVoid(attempt, 'The void before failed.')],
    {
      ...process,
      voidAttempts: attempt,
      waiting: waitingFor(process, 'void', dueAt, attempt),
    },
  );
}
