import type { ProviderBookEntry } from './payment-provider.ts';

/** What a simulated card provider keeps of a payment; amounts in minor units of its currency. */
export type BookedPayment = {
  readonly paymentId: string;
  readonly status: ProviderBookEntry['status'];
  readonly amount: number;
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
  readonly reason: string | null;
  /** Milliseconds since 1970 when a pending payment is answered; null: never. */
  readonly answersAt: number | null;
  /** Voided as soon as it is answered. */
  readonly voidAsked: boolean;
  /** The next calls that find the provider out of reach. */
  readonly failures: { readonly capture: number; readonly void: number; readonly refund: number };
};

/** The books of a simulated card provider: durable, and its alone. */
export interface ProviderBooks {
  find(paymentId: string): BookedPayment | null;
  /** Payments in the order of their ids. */
  page(afterId: string, limit: number): readonly BookedPayment[];
  /** Pending payments that will be answered. */
  unanswered(): readonly BookedPayment[];
  isRefunded(paymentId: string, refundId: string): boolean;
  /**
   * Runs `work` inside the next commit; answers when that is durable. `work` reads what it wrote, and so do the changes
   * that come after it. When it throws, or the commit fails, nothing is kept of the changes that share the commit.
   */
  change<Result>(work: (writing: ProviderBooksWriting) => Result): Promise<Result>;
  /** Commits what waits first. */
  close(): void;
}

export interface ProviderBooksWriting {
  write(payment: BookedPayment): void;
  writeRefund(paymentId: string, refundId: string, amount: number): void;
}
