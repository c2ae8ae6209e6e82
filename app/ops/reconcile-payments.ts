import { paymentDecider } from '../../domain/payment/payment.ts';
import type { Payment } from '../../domain/payment/state.ts';
import type { PaymentProvider, ProviderBookEntry } from '../../engine/payment-provider.ts';
import type { Position } from '../../engine/position.ts';
import type { EngineRoom } from '../engine-room.ts';

export type Reconciliation = { readonly compared: number; readonly wrong: readonly string[] };

/** What the log says of every card payment and what the provider's books say must be the same, and no entry without the other. */
export async function reconcilePayments(
  room: Pick<EngineRoom, 'feed' | 'executor'>,
  provider: PaymentProvider,
): Promise<Reconciliation> {
  const books = new Map<string, ProviderBookEntry>();
  for await (const entry of provider.books()) books.set(entry.paymentId, entry);
  const wrong: string[] = [];
  let compared = 0;
  for await (const payment of cardPayments(room)) {
    compared += 1;
    const entry = books.get(payment.orderId);
    books.delete(payment.orderId);
    const log = inTheLog(payment);
    const provided = entry === undefined ? 'none' : inTheBooks(entry);
    if (log !== provided && !(log === 'pending' && provided === 'none'))
      wrong.push(`payment ${payment.orderId}: the log says ${log}, the provider ${provided}`);
  }
  for (const paymentId of books.keys()) wrong.push(`payment ${paymentId}: the provider has it, the log has not`);
  return { compared, wrong };
}

function inTheLog(payment: Payment): string {
  if (payment.status === 'requested') return 'pending';
  if (payment.status !== 'captured') return payment.status;
  const refunded = payment.refunds
    .filter((refund) => refund.status === 'refunded')
    .reduce((sum, { amount }) => sum + amount.amount, 0);
  return `captured ${payment.captured.amount}, refunded ${refunded} ${payment.captured.currency}`;
}

function inTheBooks(entry: ProviderBookEntry): string {
  return entry.status === 'captured'
    ? `captured ${entry.captured}, refunded ${entry.refunded} ${entry.currency}`
    : entry.status;
}

async function* cardPayments({ feed, executor }: Pick<EngineRoom, 'feed' | 'executor'>): AsyncIterable<Payment> {
  let after: Position | null = null;
  for (;;) {
    const events = await feed.read(after, 500);
    if (events.length === 0) return;
    for (const event of events) {
      if (event.type !== 'PaymentRequested') continue;
      const { state } = await executor.load(paymentDecider, event.stream.slice('payment-'.length));
      if (state?.method === 'card') yield state;
    }
    after = events.at(-1)!.position;
  }
}
