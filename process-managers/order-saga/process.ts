import type { CancellationReason, PaymentMethod } from '../../domain/order/events.ts';
import type { Money } from '../../domain/money.ts';

/** What is known of the stock of one line. `asked` until the inventory answered. */
type LineStock = 'asked' | 'reserved' | 'refused' | 'released' | 'deducted';

type ProcessLine = {
  readonly productId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly stock: LineStock;
  /** What there was when it was refused. */
  readonly available?: number;
};

/** What the order waits for from outside; null when the shop has nothing to wait for. */
type Waiting = {
  readonly for: 'stock' | 'payment' | 'capture' | 'void' | 'refund';
  readonly since: string;
  /** How often it was asked for; 1 at first. */
  readonly attempts: number;
  readonly lastError: string | null;
};

type PaymentProgress =
  'none' | 'requested' | 'authorized' | 'declined' | 'capturing' | 'captured' | 'voiding' | 'voided';

export type RefundProgress = {
  readonly refundId: string;
  readonly amount: Money;
  readonly attempts: number;
  readonly done: boolean;
};

/** What the order saga knows of an order. Holds nothing personal: it is recorded with every decision. */
export type OrderProcess = {
  readonly orderId: string;
  readonly step: 'new' | 'reserving' | 'paying' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled';
  readonly method: PaymentMethod;
  readonly total: Money;
  readonly lines: readonly ProcessLine[];
  readonly payment: PaymentProgress;
  readonly captureAttempts: number;
  readonly voidAttempts: number;
  readonly refunds: readonly RefundProgress[];
  readonly cancelledFor: CancellationReason | null;
  /** Time-outs that still count, by name; one that is not here (or due at another time) is stale. */
  readonly due: Readonly<Record<string, string>>;
  /** Shown under the orders that wait. */
  readonly waiting: Waiting | null;
};

export const newProcess: OrderProcess = {
  orderId: '',
  step: 'new',
  method: 'card',
  total: { amount: 0, currency: '' },
  lines: [],
  payment: 'none',
  captureAttempts: 0,
  voidAttempts: 0,
  refunds: [],
  cancelledFor: null,
  due: {},
  waiting: null,
};

export function withStock(
  process: OrderProcess,
  productId: string,
  stock: LineStock,
  available?: number,
): OrderProcess {
  const lines = process.lines.map((line) =>
    line.productId === productId ? { ...line, stock, ...(available === undefined ? {} : { available }) } : line,
  );
  return { ...process, lines };
}

/** Moves every line that is in one of the `from` states. */
export function withAllStock(process: OrderProcess, from: readonly LineStock[], to: LineStock): OrderProcess {
  return {
    ...process,
    lines: process.lines.map((line) => (from.includes(line.stock) ? { ...line, stock: to } : line)),
  };
}

/** Starts to wait, or goes on waiting for the same thing with one more attempt. */
export function waitingFor(process: OrderProcess, what: Waiting['for'], since: string, attempts = 1): Waiting {
  const before = process.waiting?.for === what ? process.waiting : null;
  return { for: what, since: before?.since ?? since, attempts, lastError: before?.lastError ?? null };
}

export function noLongerDue(process: OrderProcess, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(process.due).filter(([due]) => due !== name));
}
