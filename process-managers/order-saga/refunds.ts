import type { OrderEventOf } from '../../domain/order/events.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { requestRefund } from './commands.ts';
import { decided, retryTime, type SagaConfig, type SagaDecision } from './decision.ts';
import { noLongerDue, waitingFor, type OrderProcess, type RefundProgress } from './process.ts';

type PaymentEventOf<Type extends PaymentEvent['type']> = Recorded<Extract<PaymentEvent, { type: Type }>>;

const refundTimeout = (refundId: string) => `refund-${refundId}`;

const openRefund = (process: OrderProcess, refundId: string) =>
  process.refunds.find((refund) => refund.refundId === refundId && !refund.done);

const replaced = (process: OrderProcess, next: RefundProgress): readonly RefundProgress[] =>
  process.refunds.map((refund) => (refund.refundId === next.refundId ? next : refund));

/** Each refund is asked for once, under its own id. */
export function hearRefundIssued(event: Recorded<OrderEventOf<'RefundIssued'>>, process: OrderProcess): SagaDecision {
  const { refundId, amount } = event.data;
  if (process.refunds.some((refund) => refund.refundId === refundId)) return null;
  return decided('refund', 'A refund was issued: the money is sent back.', [requestRefund(refundId, amount, 1)], {
    ...process,
    refunds: [...process.refunds, { refundId, amount, attempts: 1, done: false }],
    waiting: waitingFor(process, 'refund', event.time),
  });
}

export function hearRefunded(event: PaymentEventOf<'PaymentRefunded'>, process: OrderProcess): SagaDecision {
  const refund = openRefund(process, event.data.refundId);
  if (!refund) return null;
  const refunds = replaced(process, { ...refund, done: true });
  return decided('note-refund', 'The refund went through.', [], {
    ...process,
    refunds,
    due: noLongerDue(process, refundTimeout(refund.refundId)),
    waiting: refunds.every((one) => one.done) ? null : process.waiting,
  });
}

/** A refund that was promised is asked for until it goes through. */
export function hearRefundFailed(
  event: PaymentEventOf<'PaymentRefundFailed'>,
  process: OrderProcess,
  config: SagaConfig,
): SagaDecision {
  const { refundId, attempt, error } = event.data;
  if (!openRefund(process, refundId)) return null;
  const dueAt = retryTime(config, event.time, attempt);
  return decided(
    'retry-refund-later',
    `The refund failed (attempt ${attempt}): tried again at ${dueAt}.`,
    [],
    { ...process, waiting: { ...waitingFor(process, 'refund', event.time, attempt), lastError: error } },
    { [refundTimeout(refundId)]: dueAt },
  );
}

export function retryRefund(refundId: string, dueAt: string, process: OrderProcess): SagaDecision {
  const refund = openRefund(process, refundId);
  if (!refund) return null;
  const attempts = refund.attempts + 1;
  return decided(
    'retry-refund',
    `The refund is tried again, attempt ${attempts}.`,
    [requestRefund(refundId, refund.amount, attempts)],
    {
      ...process,
      refunds: replaced(process, { ...refund, attempts }),
      waiting: waitingFor(process, 'refund', dueAt, attempts),
    },
  );
}
