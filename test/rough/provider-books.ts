import type { BookedPayment, ProviderBooks, ProviderBooksWriting } from '../../engine/outside/provider-books.ts';

/** What outlives the provider's process. */
export type KeptBooks = { payments: Map<string, BookedPayment>; refunds: Set<string> };
export const emptyBooks = (): KeptBooks => ({ payments: new Map(), refunds: new Set() });

/** The simulated provider's books in memory. */
export class MemoryProviderBooks implements ProviderBooks {
  constructor(private readonly kept: KeptBooks = emptyBooks()) {}

  find(paymentId: string): BookedPayment | null {
    return this.kept.payments.get(paymentId) ?? null;
  }

  page(afterId: string, limit: number): readonly BookedPayment[] {
    const ids = [...this.kept.payments.keys()].filter((id) => id > afterId).sort();
    return ids.slice(0, limit).map((id) => this.kept.payments.get(id)!);
  }

  unanswered(): readonly BookedPayment[] {
    return [...this.kept.payments.values()].filter(
      ({ status, answersAt }) => status === 'pending' && answersAt !== null,
    );
  }

  isRefunded(paymentId: string, refundId: string): boolean {
    return this.kept.refunds.has(`${paymentId} ${refundId}`);
  }

  async change<Result>(work: (writing: ProviderBooksWriting) => Result): Promise<Result> {
    const before = { payments: new Map(this.kept.payments), refunds: new Set(this.kept.refunds) };
    try {
      return work({
        write: (payment) => void this.kept.payments.set(payment.paymentId, payment),
        writeRefund: (paymentId, refundId) => void this.kept.refunds.add(`${paymentId} ${refundId}`),
      });
    } catch (error) {
      Object.assign(this.kept, before);
      throw error;
    }
  }

  close(): void {}
}
