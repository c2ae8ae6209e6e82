import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EmbeddedProviderBooks } from '../../adapters/embedded/provider-books/provider-books.ts';
import { SimulatedPayments } from '../../adapters/simulated-payments/simulated-payments.ts';
import type { PaymentCommand } from '../../domain/payment/commands.ts';
import { paymentDecider } from '../../domain/payment/payment.ts';
import type { EngineRoom } from '../engine-room.ts';
import { ShopLog } from '../../test/stories/shop-log.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { reconcilePayments } from './reconcile-payments.ts';
import type { Position } from '../../engine/log/position.ts';
import { isAfter } from '../../engine/log/position.ts';

const amount = { amount: 2500, currency: 'EUR' };
let dir: string;
let shop: ShopLog;
let provider: SimulatedPayments;
beforeEach(() => {
  dir = temporaryFolder();
  shop = new ShopLog();
  provider = new SimulatedPayments(new EmbeddedProviderBooks(dir));
});
afterEach(() => provider.close());

const command = (orderId: string, of: PaymentCommand) =>
  shop.executor.execute(paymentDecider, orderId, of, shop.context({ subject: 'customer', orderId }));

/** What the log says: the card of this order was authorized. */
async function authorizedInLog(orderId: string): Promise<void> {
  await command(orderId, { type: 'RequestPayment', orderId, amount, method: 'card', token: 'tok_ok' });
  await command(orderId, { type: 'RecordAuthorization', reference: null });
}
const authorizedInBooks = (paymentId: string) => provider.authorize({ paymentId, amount, token: 'tok_ok' });
const captureInLog = async (orderId: string) => {
  await command(orderId, { type: 'RequestCapture', attempt: 1 });
  await command(orderId, { type: 'RecordCapture' });
};

function reconciled(imported: Position | null) {
  const read = async (after: Position | null) =>
    (await shop.events()).filter(({ position }) => isAfter(position, after));
  const room = { feed: { read }, executor: shop.executor } as unknown as EngineRoom;
  return reconcilePayments(room, provider, imported);
}

describe('A payment that the log knows and the provider’s books do not', () => {
  test('is wrong where nothing was imported', async () => {
    await authorizedInLog('order-1');
    await authorizedInLog('order-2');
    await authorizedInBooks('order-2');
    const wrong = ['payment order-1: the log says authorized, the provider none'];
    expect(await reconciled(null)).toEqual({ compared: 2, wrong, uncomparable: 0 });
  });

  test('cannot be compared when it was imported, and is wrong when it was made after', async () => {
    await authorizedInLog('order-1');
    const imported = await shop.store.head();
    await authorizedInLog('order-2');
    const wrong = ['payment order-2: the log says authorized, the provider none'];
    expect(await reconciled(imported)).toEqual({ compared: 1, wrong, uncomparable: 1 });
  });

  test('is wrong when it was imported and the log says that a provider answered since', async () => {
    await authorizedInLog('order-1');
    const imported = await shop.store.head();
    await captureInLog('order-1');
    const wrong = ['payment order-1: the log says captured 2500, refunded 0 EUR, the provider none'];
    expect(await reconciled(imported)).toEqual({ compared: 1, wrong, uncomparable: 0 });
  });

  test('stays without comparison when the provider here could not do what was asked since', async () => {
    await authorizedInLog('order-1');
    const imported = await shop.store.head();
    await command('order-1', { type: 'RequestCapture', attempt: 1 });
    await command('order-1', { type: 'RecordCaptureFailure', attempt: 1, error: 'not_authorized' });
    expect(await reconciled(imported)).toEqual({ compared: 0, wrong: [], uncomparable: 1 });
  });
});

test('a declined payment that was given up since holds nothing on either side', async () => {
  await command('order-1', {
    type: 'RequestPayment',
    orderId: 'order-1',
    amount,
    method: 'card',
    token: 'tok_declined',
  });
  await provider.authorize({ paymentId: 'order-1', amount, token: 'tok_declined' });
  await command('order-1', { type: 'RecordDecline', reason: 'card_declined' });
  expect(await reconciled(null)).toEqual({ compared: 1, wrong: [], uncomparable: 0 });
  await command('order-1', { type: 'RequestVoid', attempt: 1, because: 'payment_timeout' });
  expect(await shop.executor.load(paymentDecider, 'order-1')).toMatchObject({ state: { status: 'voided' } });
  expect(await reconciled(null)).toEqual({ compared: 1, wrong: [], uncomparable: 0 });
});

test('an imported payment that the books do know is compared all the same', async () => {
  await authorizedInLog('order-1');
  await captureInLog('order-1');
  await authorizedInBooks('order-1');
  const wrong = ['payment order-1: the log says captured 2500, refunded 0 EUR, the provider authorized'];
  expect(await reconciled(await shop.store.head())).toEqual({ compared: 1, wrong, uncomparable: 0 });
});
