import { paymentEventTypes } from '../../domain/payment/event-types.ts';
import { typesIn } from '../types-in.ts';
import type { OrderEventOf } from '../../domain/order/events.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { idIn } from '../stream-id.ts';

type WaitingFor = 'stock' | 'payment-answer' | 'capture' | 'void' | 'refund';

/** An order that waits for something; gone as soon as it has it. */
export type WaitingDocument = {
  readonly orderId: string;
  readonly waitingFor: WaitingFor;
  readonly since: string;
  /** From 1. */
  readonly attempts: number;
  readonly lastError: string | null;
  readonly position: string;
};

type WaitEvent =
  OrderEventOf<'OrderPlaced'> | OrderEventOf<'OrderStockReserved'> | OrderEventOf<'OrderCancelled'> | PaymentEvent;

/** What the event starts, goes on or ends; the wait for each refund is its own. */
function waitsOf(event: Recorded<WaitEvent>): readonly string[] {
  switch (event.type) {
    case 'OrderPlaced':
    case 'OrderStockReserved':
    case 'OrderCancelled':
      return ['stock'];
    case 'PaymentRequested':
    case 'PaymentAuthorized':
    case 'PaymentDeclined':
      return ['payment-answer'];
    case 'PaymentCaptureRequested':
    case 'PaymentCaptureFailed':
    case 'PaymentCaptured':
      return ['capture'];
    case 'PaymentVoidRequested':
      return ['payment-answer', 'void'];
    case 'PaymentVoidFailed':
    case 'PaymentVoided':
      return ['void'];
    default:
      return [`refund/${event.data.refundId}`];
  }
}

function evolve(wait: WaitingDocument | null, event: Recorded<WaitEvent>, key: string): WaitingDocument | null {
  const [orderId = '', waitingFor = ''] = key.split('/');
  const going = (attempts: number, lastError: string | null): WaitingDocument => ({
    orderId,
    waitingFor: waitingFor as WaitingFor,
    since: wait?.since ?? event.time,
    attempts,
    lastError: lastError ?? wait?.lastError ?? null,
    position: wait?.position ?? event.position,
  });
  switch (event.type) {
    case 'OrderPlaced':
      return going(1, null);
    case 'PaymentRequested':
      return event.data.method === 'card' ? going(1, null) : null;
    case 'PaymentVoidRequested':
      return waitingFor === 'void' ? going(event.data.attempt, null) : null;
    case 'PaymentCaptureRequested':
    case 'PaymentRefundRequested':
      return going(event.data.attempt, null);
    case 'PaymentCaptureFailed':
    case 'PaymentVoidFailed':
    case 'PaymentRefundFailed':
      return going(event.data.attempt, event.data.error);
    default:
      return null;
  }
}

/** Orders that wait: for their stock, for the payment's answer, for a capture, a void or a refund to succeed. */
export const processes = projection<WaitingDocument, WaitEvent>({
  name: 'processes',
  version: 1,
  handles: ['OrderPlaced', 'OrderStockReserved', 'OrderCancelled', ...typesIn(paymentEventTypes)],
  keys: (event) => waitsOf(event).map((wait) => `${idIn(event.stream)}/${wait}`),
  evolve,
  indexes: [{ fields: ['position'] }, { fields: ['orderId'] }],
});
