import type {
  Amount,
  PaymentProvider,
  ProviderAnswer,
  ProviderBookEntry,
} from '../../engine/outside/payment-provider.ts';
import type { BookedPayment, ProviderBooks, ProviderBooksWriting } from '../../engine/outside/provider-books.ts';
import { answerOf, opened, refused, unheardOf } from './payment.ts';

export type SimulatedPaymentsOptions = {
  /** How long `tok_late` takes, in milliseconds. */
  readonly lateAnswerMs?: number;
  /** The next calls that find the provider out of reach, whatever the card; a hook for tests. */
  readonly failures?: { authorize?: number; capture?: number; void?: number; refund?: number };
};

type Call = 'authorize' | 'capture' | 'void' | 'refund';

class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable';
}

/**
 * A card provider in a box, with books of its own that survive `kill -9`: what it answered it stands by,
 * a late answer comes after a restart too, and every call may be repeated.
 */
export class SimulatedPayments implements PaymentProvider {
  private readonly kept: ProviderBooks;
  private readonly lateAnswerMs: number;
  private readonly failures: { [call in Call]?: number };
  private readonly listeners = new Set<(paymentId: string) => void>();
  private readonly timers = new Set<NodeJS.Timeout>();

  /** Takes the books over: `close()` closes them. */
  constructor(books: ProviderBooks, options: SimulatedPaymentsOptions = {}) {
    this.kept = books;
    this.lateAnswerMs = options.lateAnswerMs ?? 3_000;
    this.failures = { ...options.failures };
    for (const { paymentId, answersAt } of books.unanswered()) this.answerLater(paymentId, answersAt!);
  }

  async authorize(request: { paymentId: string; amount: Amount; token: string }): Promise<ProviderAnswer> {
    this.failIfTold('authorize');
    const payment = await this.kept.change(
      (to) => this.kept.find(request.paymentId) ?? written(to, opened(request, this.lateAnswerMs)),
    );
    const { paymentId, status, answersAt } = payment;
    if (status === 'pending' && answersAt !== null) this.answerLater(paymentId, answersAt);
    return answerOf(payment);
  }

  async capture({ paymentId, amount }: { paymentId: string; amount: Amount }): Promise<ProviderAnswer> {
    this.failIfTold('capture');
    return this.kept
      .change((to) => {
        const payment = this.kept.find(paymentId);
        if (payment?.status === 'captured') return answerOf(payment);
        if (payment?.status !== 'authorized') return refused('not_authorized');
        if (amount.currency !== payment.currency || amount.amount > payment.amount)
          return refused('more_than_authorized');
        if (payment.failures.capture > 0) return failed(to, payment, 'capture');
        return answerOf(written(to, { ...payment, status: 'captured', captured: amount.amount }));
      })
      .then(thrownIfFailed);
  }

  async void({ paymentId }: { paymentId: string }): Promise<ProviderAnswer> {
    this.failIfTold('void');
    return this.kept
      .change((to) => {
        const payment = this.kept.find(paymentId) ?? unheardOf(paymentId);
        if (payment.status === 'declined') return answerOf(payment);
        if (payment.status === 'captured') return refused('already_captured');
        if (payment.status === 'pending' && payment.answersAt !== null) {
          return answerOf(written(to, { ...payment, voidAsked: true }));
        }
        if (payment.failures.void > 0) return failed(to, payment, 'void');
        return answerOf(written(to, { ...payment, status: 'voided' }));
      })
      .then(thrownIfFailed);
  }

  async refund({
    paymentId,
    refundId,
    amount,
  }: {
    paymentId: string;
    refundId: string;
    amount: Amount;
  }): Promise<ProviderAnswer> {
    this.failIfTold('refund');
    return this.kept
      .change((to): ProviderAnswer | Failed => {
        const refunded: ProviderAnswer = { status: 'refunded', reference: `refund-${refundId}` };
        if (this.kept.isRefunded(paymentId, refundId)) return refunded;
        const payment = this.kept.find(paymentId);
        if (payment?.status !== 'captured') return refused('not_captured');
        if (amount.currency !== payment.currency || amount.amount > payment.captured - payment.refunded) {
          return refused('more_than_captured');
        }
        if (payment.failures.refund > 0) return failed(to, payment, 'refund');
        to.writeRefund(paymentId, refundId, amount.amount);
        written(to, { ...payment, refunded: payment.refunded + amount.amount });
        return refunded;
      })
      .then(thrownIfFailed);
  }

  async outcome(paymentId: string): Promise<ProviderAnswer | null> {
    const payment = this.kept.find(paymentId);
    return payment ? answerOf(payment) : null;
  }

  onAnswer(listen: (paymentId: string) => void): () => void {
    this.listeners.add(listen);
    return () => this.listeners.delete(listen);
  }

  async *books(): AsyncIterable<ProviderBookEntry> {
    let after = '';
    for (;;) {
      const page = this.kept.page(after, 500);
      for (const payment of page) {
        const { paymentId, status, captured, refunded, currency } = payment;
        const authorized = status === 'authorized' || status === 'captured' ? payment.amount : 0;
        yield { paymentId, status, authorized, captured, refunded, currency };
      }
      if (page.length < 500) return;
      after = page.at(-1)!.paymentId;
    }
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.listeners.clear();
    this.kept.close();
  }

  private failIfTold(call: Call): void {
    const left = this.failures[call] ?? 0;
    if (left <= 0) return;
    this.failures[call] = left - 1;
    throw new ProviderUnreachable('the simulated provider is told to be out of reach');
  }

  private answerLater(paymentId: string, at: number): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        void this.answer(paymentId).catch(() => this.answerLater(paymentId, Date.now() + 1_000));
      },
      Math.max(0, at - Date.now()),
    );
    timer.unref();
    this.timers.add(timer);
  }

  private async answer(paymentId: string): Promise<void> {
    const answered = await this.kept.change((to) => {
      const payment = this.kept.find(paymentId);
      if (payment?.status !== 'pending') return false;
      written(to, { ...payment, status: payment.voidAsked ? 'voided' : 'authorized' });
      return true;
    });
    if (answered) for (const listen of this.listeners) listen(paymentId);
  }
}

type Failed = { readonly status: 'failed' };

function written(to: ProviderBooksWriting, payment: BookedPayment): BookedPayment {
  to.write(payment);
  return payment;
}

/** One failure fewer is left of those the card makes. */
function failed(to: ProviderBooksWriting, payment: BookedPayment, call: keyof BookedPayment['failures']): Failed {
  to.write({ ...payment, failures: { ...payment.failures, [call]: payment.failures[call] - 1 } });
  return { status: 'failed' };
}

function thrownIfFailed(answer: ProviderAnswer | Failed): ProviderAnswer {
  if (answer.status === 'failed') throw new ProviderUnreachable('the simulated provider is out of reach for this card');
  return answer;
}
