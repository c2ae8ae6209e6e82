import type { BookedPayment } from '../../../engine/outside/provider-books.ts';

/** A payment as it stands in `provider.db`. */
export type PaymentRow = {
  readonly payment_id: string;
  readonly status: BookedPayment['status'];
  readonly amount: number;
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
  readonly reason: string | null;
  readonly answers_at: number | null;
  readonly void_asked: number;
  readonly capture_failures: number;
  readonly void_failures: number;
  readonly refund_failures: number;
};

export const columns = [
  'payment_id',
  'status',
  'amount',
  'currency',
  'captured',
  'refunded',
  'reason',
  'answers_at',
  'void_asked',
  'capture_failures',
  'void_failures',
  'refund_failures',
] as const satisfies readonly (keyof PaymentRow)[];

export const schema = `
  CREATE TABLE IF NOT EXISTS payments (
    payment_id TEXT PRIMARY KEY, status TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    captured INTEGER NOT NULL, refunded INTEGER NOT NULL, reason TEXT, answers_at INTEGER,
    void_asked INTEGER NOT NULL, capture_failures INTEGER NOT NULL, void_failures INTEGER NOT NULL,
    refund_failures INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS refunds (
    payment_id TEXT NOT NULL, refund_id TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (payment_id, refund_id)
  ) STRICT, WITHOUT ROWID`;

export function paymentOf(row: PaymentRow): BookedPayment {
  const { status, amount, currency, captured, refunded, reason } = row;
  return {
    ...{ paymentId: row.payment_id, status, amount, currency, captured, refunded, reason },
    answersAt: row.answers_at,
    voidAsked: row.void_asked === 1,
    failures: { capture: row.capture_failures, void: row.void_failures, refund: row.refund_failures },
  };
}

export function rowOf(payment: BookedPayment): PaymentRow {
  const { status, amount, currency, captured, refunded, reason, failures } = payment;
  return {
    ...{ payment_id: payment.paymentId, status, amount, currency, captured, refunded, reason },
    answers_at: payment.answersAt,
    void_asked: payment.voidAsked ? 1 : 0,
    capture_failures: failures.capture,
    void_failures: failures.void,
    refund_failures: failures.refund,
  };
}
