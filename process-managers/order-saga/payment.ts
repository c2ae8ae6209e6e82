import type { PaymentEvent } from '../../domain/payment/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import {
  cancelOrder,
  confirmOrder,
  recordPaymentAuthorized,
  recordPaymentDeclined,
  releaseAll,
  requestVoid,
} from './commands.ts';
import { decided, type SagaConfig, type SagaDecision } from './decision.ts';
import { noLongerDue, waitingFor, withAllStock, type OrderProcess } from './process.ts';

type PaymentEventOf<Type extends PaymentEvent['type']> = Recorded<Extract<PaymentEvent, { type: Type }>>;

/** Confirms the order, or gives back an authorization that came too late. */
export function hearAuthorized(event: PaymentEventOf<'PaymentAuthorized'>, process: OrderProcess): SagaDecision {
  if (process.step === 'paying') {
    return decided(
      'confirm',
      'The stock is reserved and the card is authorized.',
      [recordPaymentAuthorized, confirmOrder],
      { ...process, step: 'confirmed', payment: 'authorized', waiting: null, due: noLongerDue(process, 'payment') },
    );
  }
  if (process.step !== 'cancelled') return null;
  const attempt = process.voidAttempts + 1;
  return decided(
    'void-late-authorization',
    'The card was authorized after the order had been given up: the authorization is voided at once.',
    [requestVoid(attempt, 'The authorization came after the order had been given up.')],
    {
      ...process,
      payment: 'voiding',
      voidAttempts: attempt,
      waiting: waitingFor(process, 'void', event.time, attempt),
    },
  );
}

/** Without the money there is no order. */
export function hearDeclined(event: PaymentEventOf<'PaymentDeclined'>, process: OrderProcess): SagaDecision {
  const declined: OrderProcess = {
    ...process,
    payment: 'declined',
    waiting: null,
    due: noLongerDue(process, 'payment'),
  };
  if (process.step === 'cancelled') {
    const because = 'The card was declined after the order had been given up: there is nothing to give back.';
    return decided('note-late-decline', because, [], declined);
  }
  if (process.step !== 'paying') return null;
  return decided(
    'cancel-payment-declined',
    `Cancelled because the card was declined (${event.data.reason}). What was reserved goes back on sale.`,
    [...releaseAll(process), recordPaymentDeclined(event.data.reason), cancelOrder('payment_declined')],
    { ...withAllStock(declined, ['reserved'], 'released'), step: 'cancelled', cancelledFor: 'payment_declined' },
  );
}

export function giveUpPayment(dueAt: string, process: OrderProcess, config: SagaConfig): SagaDecision {
  if (process.step !== 'paying') return null;
  return decided(
    'cancel-payment-timeout',
    `Cancelled because the card had no answer within ${config.paymentTimeoutMs / 1000} seconds. What was reserved goes back on sale.`,
    [requestVoid(1, 'The card had no answer in time.'), ...releaseAll(process), cancelOrder('payment_timeout')],
    {
      ...withAllStock(process, ['reserved'], 'released'),
      step: 'cancelled',
      payment: 'voiding',
      voidAttempts: 1,
      cancelledFor: 'payment_timeout',
      waiting: waitingFor(process, 'void', dueAt),
    },
  );
}
