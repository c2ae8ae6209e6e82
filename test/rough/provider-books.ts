import type { BookedPayment, ProviderBooks, ProviderBooksWriting } from '../../engine/outside/provider-books.ts';

/** The simulated provider's books in memory: the end of the process is theirs. */
export class MemoryProviderBooks implements ProviderBooks {
  private payments = new Map<string, BookedPayment>();
  private refunds = new Set<string>();

  find(paymentId: string): BookedPayment | null {
    return this.payments.get(paymentId) ?? null;
  }

  page(afterId: string, limit: number): readonly BookedPayment[] {
    const ids = [...this.payments.keys()].filter((id) => id > afterId).sort();
    return ids.slice(0, limit).map((id) => this.payments.get(id)!);
  }

  unanswered(): readonly BookedPayment[] {
    return [...this.payments.values()].filter(({ status, answersAt }) => status === 'pending' && answersAt !== null);
  }

  isRefunded(paymentId: string, refundId: string): boolean {
    return this.refunds.has(`${paymentId} ${refundId}`);
  }

  async change<Result>(work: (writing: ProviderBooksWriting) => Result): Promise<Result> {
    const before = { payments: new Map(this.payments), refunds: new Set(this.refunds) };
    try {
      return work({
        write: (payment) => void this.payments.set(payment.paymentId, payment),
        writeRefund: (paymentId, refundId) => void this.refunds.add(`${paymentId} ${refundId}`),
      });
    } catch (error) {
      Object.assign(this, before);
      throw error;
    }
  }

  close(): void {}
}
