import { expect, test as sentence } from '@jest/globals';
import type { OrderLine, PaymentMethod } from '../../domain/order/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { positionOf } from '../../engine/log/position.ts';
import type { ProcessInput } from '../../engine/reactions/process-manager.ts';
import type { OrderSagaCommand } from '../../process-managers/order-saga/commands.ts';
import { orderSaga, type OrderSagaEvent } from '../../process-managers/order-saga/order-saga.ts';
import type { OrderProcess } from '../../process-managers/order-saga/process.ts';

export const orderId = '0e0e0e0e-0000-8000-8000-000000000001';
export const soap = 'soap0000-0000-8000-8000-000000000001';
export const towel = 'towel000-0000-8000-8000-000000000002';
export const total = { amount: 2500, currency: 'EUR' };

type Input = ProcessInput<OrderSagaEvent>;

/** The shop's clock in these stories: noon, and so many seconds later. */
export const noonAnd = (seconds: number) =>
  new Date(Date.parse('2026-03-01T12:00:00.000Z') + seconds * 1000).toISOString();

export function heard(event: OrderSagaEvent, stream: string, seconds = 0): Input {
  const recorded = {
    ...event,
    id: `${stream}-${event.type}-${seconds}`,
    stream,
    revision: 0,
    position: positionOf(seconds),
    time: noonAnd(seconds),
    actor: { id: 'somebody', role: 'system' },
    correlationId: 'correlation',
    causationId: 'cause',
    commandId: 'command',
    subject: null,
    orderId,
  };
  return { kind: 'event', event: recorded as Recorded<OrderSagaEvent> };
}

export const timeOut = (name: string, seconds: number): Input => ({ kind: 'timeout', name, dueAt: noonAnd(seconds) });

const line = (productId: string, sku: string, quantity: number): OrderLine => ({
  productId,
  sku,
  name: sku,
  vendorId: 'vendor',
  quantity,
  unitPrice: { amount: 500, currency: 'EUR' },
  lineTotal: { amount: 500 * quantity, currency: 'EUR' },
});

export function placed(paymentMethod: PaymentMethod, ...lines: readonly OrderLine[]): Input {
  return heard(
    {
      type: 'OrderPlaced',
      data: {
        orderNumber: 'S-1',
        customerId: 'customer',
        buyer: { email: 'ada@example.com', fullName: 'Ada' },
        lines,
        subtotal: total,
        discount: { amount: 0, currency: 'EUR' },
        charges: [],
        total,
        paymentMethod,
        paymentToken: paymentMethod === 'card' ? 'tok_ok' : null,
        shippingAddress: null,
        cartRevision: null,
      },
    },
    `order-${orderId}`,
  );
}

export const soapLine = line(soap, 'SOAP', 3);
export const towelLine = line(towel, 'TOWEL', 2);

export const reserved = (productId: string) =>
  heard({ type: 'StockReserved', data: { orderId, quantity: 1, allocations: [] } }, `inventory-${productId}`);
export const refused = (productId: string, quantity: number, available: number) =>
  heard({ type: 'StockReservationRefused', data: { orderId, quantity, available } }, `inventory-${productId}`);

export const payment = (event: Extract<OrderSagaEvent, { type: `Payment${string}` }>, seconds = 0) =>
  heard(event, `payment-${orderId}`, seconds);
export const order = (event: Extract<OrderSagaEvent, { type: `Order${string}` | 'RefundIssued' }>, seconds = 0) =>
  heard(event, `order-${orderId}`, seconds);

export const authorized = payment({ type: 'PaymentAuthorized', data: { orderId, reference: 'auth-1' } });
export const declined = payment({ type: 'PaymentDeclined', data: { orderId, reason: 'card_declined' } });
export const captured = payment({ type: 'PaymentCaptured', data: { orderId, amount: total } });
export const voided = payment({ type: 'PaymentVoided', data: { orderId } });
export const shipped = order({ type: 'OrderShipped', data: { trackingNumber: null } });
export const delivered = order({ type: 'OrderDelivered', data: {} });

export const cancelled = (reason: 'requested_by_customer' | 'requested_by_admin' | 'payment_timeout') =>
  order({
    type: 'OrderCancelled',
    data: {
      reason,
      note: 'my secret reason',
      by: { id: 'ada', role: 'customer' },
      confirmedAt: null,
      total,
      lines: [],
    },
  });

const saga = orderSaga({ paymentTimeoutMs: 10_000, retryAfterMs: 1_000, retryAtMostEveryMs: 60_000 });

function advance(state: OrderProcess, input: Input): OrderProcess {
  return saga.decide(input, state)?.state ?? state;
}

export type Outcome = {
  /** Exactly these commands, in this order. */
  thenSends(...commands: readonly OrderSagaCommand[]): Outcome;
  /** Exactly these time-outs: name and seconds after noon. */
  thenWakes(...timeouts: readonly (readonly [name: string, seconds: number])[]): Outcome;
  thenBecause(text: string): Outcome;
  thenWaits(waiting: object | null): Outcome;
  /** Nothing is decided, nothing recorded. */
  thenNothing(): void;
};

/** A sentence about the saga; its body may be a whole `given(…).when(…).then…` chain. */
export const test = (name: string, body: () => unknown): void => sentence(name, () => void body());

/** `given(…).when(…).thenSends(…)`: what the saga sends for an input after others. */
export function given(...inputs: readonly Input[]): { when(input: Input): Outcome } {
  const before = inputs.reduce(advance, saga.initial);
  return {
    when(input) {
      const decision = saga.decide(input, before);
      const outcome: Outcome = {
        thenSends: (...commands) => (expect(decision?.commands).toEqual(commands), outcome),
        thenWakes: (...timeouts) => (
          expect(decision?.timeouts).toEqual(timeouts.map(([name, at]) => ({ name, dueAt: noonAnd(at) }))),
          outcome
        ),
        thenBecause: (text) => (expect(decision?.because).toBe(text), outcome),
        thenWaits: (waiting) => (expect(decision?.state.waiting).toEqual(waiting), outcome),
        thenNothing: () => expect(decision).toBeNull(),
      };
      return outcome;
    },
  };
}
