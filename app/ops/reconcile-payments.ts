import { paymentDecider } from '../../domain/payment/payment.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import type { Payment } from '../../domain/payment/state.ts';
import type { FeedEvent, LogReader } from '../../engine/feed/log-feed.ts';
import type { PaymentProvider, ProviderBookEntry } from '../../engine/outside/payment-provider.ts';
import { reaches } from '../../engine/log/position.ts';
import type { Position } from '../../engine/log/position.ts';
import type { EngineRoom } from '../engine-room.ts';

type Reconciliation = {
  readonly compared: number;
  readonly wrong: readonly string[];
  /** Payments of an imported history that the provider's books here know nothing of: they did not travel. */
  readonly uncomparable: number;
};

/**
 * What the log says of every card payment and what the provider's books say must be the same, and no entry without the
 * other. Only what a provider answered before the log was imported, up to `imported`, may be missing in the books.
 */
export async function reconcilePayments(
  room: Pick<EngineRoom, 'feed' | 'executor'>,
  provider: PaymentProvider,
  imported: Position | null = null,
): Promise<Reconciliation> {
  const books = new Map<string, ProviderBookEntry>();
  for await (const entry of provider.books()) books.set(entry.paymentId, entry);
  const answeredHere = imported === null ? null : await answeredAfter(room, imported);
  const wrong: string[] = [];
  let [compared, uncomparable] = [0, 0];
  for await (const { payment, position } of cardPayments(room)) {
    const { orderId } = payment;
    const entry = books.get(orderId);
    books.delete(orderId);
    const isImported = imported !== null && reaches(imported, position) && answeredHere?.has(orderId) !== true;
    if (entry === undefined && isImported) {
      uncomparable += 1;
      continue;
    }
    compared += 1;
    const log = inTheLog(payment);
    const provided = entry === undefined ? 'none' : inTheBooks(entry);
    if (!agree(log, provided)) wrong.push(`payment ${orderId}: the log says ${log}, the provider ${provided}`);
  }
  for (const paymentId of books.keys()) wrong.push(`payment ${paymentId}: the provider has it, the log has not`);
  return { compared, wrong, uncomparable };
}

/** A payment may be asked for before the provider hears of it; a declined one that is given up it need not hear of. */
function agree(log: string, provided: string): boolean {
  return (
    log === provided || (log === 'pending' && provided === 'none') || (log === 'voided' && provided === 'declined')
  );
}

/** What a provider's answer is recorded as. */
const answers: readonly string[] = [
  'PaymentAuthorized',
  'PaymentDeclined',
  'PaymentCaptured',
  'PaymentVoided',
  'PaymentRefunded',
] satisfies PaymentEvent['type'][];

async function answeredAfter({ feed }: Pick<EngineRoom, 'feed'>, position: Position): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for await (const { type, stream } of eventsAfter(feed, position)) {
    if (answers.includes(type)) found.add(orderOf(stream));
  }
  return found;
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

type Requested = { readonly payment: Payment; readonly position: Position };

async function* cardPayments({ feed, executor }: Pick<EngineRoom, 'feed' | 'executor'>): AsyncIterable<Requested> {
  for await (const { type, stream, position } of eventsAfter(feed, null)) {
    if (type !== 'PaymentRequested') continue;
    const { state } = await executor.load(paymentDecider, orderOf(stream));
    if (state?.method === 'card') yield { payment: state, position };
  }
}

/** Place and type of an event are enough here. */
const undecoded: ReadonlySet<string> = new Set();

async function* eventsAfter(feed: LogReader, position: Position | null): AsyncIterable<FeedEvent> {
  for (let after = position; ;) {
    const events = await feed.read(after, 500, undecoded);
    if (events.length === 0) return;
    yield* events;
    after = events.at(-1)!.position;
  }
}

const orderOf = (stream: string) => stream.slice('payment-'.length);
