import type {
  Amount,
  PaymentProvider,
  ProviderAnswer,
  ProviderBookEntry,
} from '../../engine/outside/payment-provider.ts';
import { Books, type BookRow } from './books.ts';
import { behaviourOf } from './tokens.ts';

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
 * A card provider in a box, with books of its own in one file that survive `kill -9`: what it answered it stands by,
 * a late answer comes after a restart too, and every call may be repeated.
 */
export class SimulatedPayments implements PaymentProvider {
  private readonly books_: Books;
  private readonly lateAnswerMs: number;
  private readonly failures: { [call in Call]?: number };
  private readonly listeners = new Set<(paymentId: string) => void>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(path: string, options: SimulatedPaymentsOptions = {}) {
    this.books_ = new Books(path);
    this.lateAnswerMs = options.lateAnswerMs ?? 3_000;
    this.failures = { ...options.failures };
    for (const row of this.books_.unanswered()) this.answerLater(row.payment_id, row.answers_at!);
  }

  async authorize(request: { paymentId: string; amount: Amount; token: string }): Promise<ProviderAnswer> {
    this.failIfTold('authorize');
    const row = await this.books_.change(() => this.books_.find(request.paymentId) ?? this.opened(request));
    if (row.status === 'pending' && row.answers_at !== null) this.answerLater(row.payment_id, row.answers_at);
    return answerOf(row);
  }

  async capture({ paymentId, amount }: { paymentId: string; amount: Amount }): Promise<ProviderAnswer> {
    this.failIfTold('capture');
    return this.books_
      .change(() => {
        const row = this.books_.find(paymentId);
        if (row?.status === 'captured') return answerOf(row);
        if (row?.status !== 'authorized') return refused('not_authorized');
        if (amount.currency !== row.currency || amount.amount > row.amount) return refused('more_than_authorized');
        if (row.capture_failures > 0) {
          return this.failed({ ...row, capture_failures: row.capture_failures - 1 });
        }
        return answerOf(this.written({ ...row, status: 'captured', captured: amount.amount }));
      })
      .then(thrownIfFailed);
  }

  async void({ paymentId }: { paymentId: string }): Promise<ProviderAnswer> {
    this.failIfTold('void');
    return this.books_
      .change(() => {
        const row = this.books_.find(paymentId) ?? unheardOf(paymentId);
        if (row.status === 'declined') return answerOf(row);
        if (row.status === 'captured') return refused('already_captured');
        if (row.status === 'pending' && row.answers_at !== null)
          return answerOf(this.written({ ...row, void_asked: 1 }));
        if (row.void_failures > 0) return this.failed({ ...row, void_failures: row.void_failures - 1 });
        return answerOf(this.written({ ...row, status: 'voided' }));
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
    return this.books_
      .change((): ProviderAnswer | Failed => {
        const refunded: ProviderAnswer = { status: 'refunded', reference: `refund-${refundId}` };
        if (this.books_.refund(paymentId, refundId)) return refunded;
        const row = this.books_.find(paymentId);
        if (row?.status !== 'captured') return refused('not_captured');
        if (amount.currency !== row.currency || amount.amount > row.captured - row.refunded) {
          return refused('more_than_captured');
        }
        if (row.refund_failures > 0) return this.failed({ ...row, refund_failures: row.refund_failures - 1 });
        this.books_.writeRefund(paymentId, refundId, amount.amount);
        this.written({ ...row, refunded: row.refunded + amount.amount });
        return refunded;
      })
      .then(thrownIfFailed);
  }

  async outcome(paymentId: string): Promise<ProviderAnswer | null> {
    const row = this.books_.find(paymentId);
    return row ? answerOf(row) : null;
  }

  onAnswer(listen: (paymentId: string) => void): () => void {
    this.listeners.add(listen);
    return () => this.listeners.delete(listen);
  }

  async *books(): AsyncIterable<ProviderBookEntry> {
    let after = '';
    for (;;) {
      const page = this.books_.page(after, 500);
      for (const row of page) {
        const { payment_id: paymentId, status, captured, refunded, currency } = row;
        const authorized = status === 'authorized' || status === 'captured' ? row.amount : 0;
        yield { paymentId, status, authorized, captured, refunded, currency };
      }
      if (page.length < 500) return;
      after = page.at(-1)!.payment_id;
    }
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.listeners.clear();
    this.books_.close();
  }

  private opened({ paymentId, amount, token }: { paymentId: string; amount: Amount; token: string }): BookRow {
    const card = behaviourOf(token);
    const status = { approve: 'authorized', decline: 'declined', late: 'pending', never: 'pending' } as const;
    return this.written({
      ...unheardOf(paymentId),
      status: status[card.answer],
      amount: amount.amount,
      currency: amount.currency,
      reason: card.reason ?? null,
      answers_at: card.answer === 'late' ? Date.now() + this.lateAnswerMs : null,
      capture_failures: card.failures?.capture ?? 0,
      void_failures: card.failures?.void ?? 0,
      refund_failures: card.failures?.refund ?? 0,
    });
  }

  private written(row: BookRow): BookRow {
    this.books_.write(row);
    return row;
  }

  private failed(row: BookRow): Failed {
    this.written(row);
    return { status: 'failed' };
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
    const answered = await this.books_.change(() => {
      const row = this.books_.find(paymentId);
      if (row?.status !== 'pending') return false;
      this.written({ ...row, status: row.void_asked ? 'voided' : 'authorized' });
      return true;
    });
    if (answered) for (const listen of this.listeners) listen(paymentId);
  }
}

type Failed = { readonly status: 'failed' };

function thrownIfFailed(answer: ProviderAnswer | Failed): ProviderAnswer {
  if (answer.status === 'failed') throw new ProviderUnreachable('the simulated provider is out of reach for this card');
  return answer;
}

const refused = (reason: string): ProviderAnswer => ({ status: 'declined', reason });

/** A void of a payment that never came is remembered: the payment is then void from the start. */
const unheardOf = (paymentId: string): BookRow => ({
  payment_id: paymentId,
  status: 'voided',
  amount: 0,
  currency: '',
  captured: 0,
  refunded: 0,
  reason: null,
  answers_at: null,
  void_asked: 0,
  capture_failures: 0,
  void_failures: 0,
  refund_failures: 0,
});

function answerOf(row: BookRow): ProviderAnswer {
  if (row.status === 'pending') return { status: 'pending' };
  if (row.status === 'declined') return { status: 'declined', reason: row.reason ?? 'declined' };
  return { status: row.status, reference: `simulated-${row.payment_id}` };
}
