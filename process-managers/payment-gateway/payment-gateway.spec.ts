import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EmbeddedProviderBooks } from '../../adapters/embedded/provider-books/provider-books.ts';
import {
  SimulatedPayments,
  type SimulatedPaymentsOptions,
} from '../../adapters/simulated-payments/simulated-payments.ts';
import type { PaymentCommand } from '../../domain/payment/commands.ts';
import { paymentDecider } from '../../domain/payment/payment.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import type { PaymentProvider } from '../../engine/outside/payment-provider.ts';
import { ShopLog } from '../../test/stories/shop-log.ts';
import { eventually } from '../../test/contracts/subject.ts';
import { MemoryProviderBooks } from '../../test/rough/provider-books.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { paymentGateway, type PaymentGateway } from './payment-gateway.ts';

const orderId = 'order-1';
const amount = { amount: 2500, currency: 'EUR' };
const cleanUp: (() => Promise<unknown>)[] = [];
let shop: ShopLog;
let folder: string;

beforeEach(() => {
  shop = new ShopLog();
  folder = temporaryFolder();
});
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

function provider(options: SimulatedPaymentsOptions = {}): SimulatedPayments {
  const opened = new SimulatedPayments(new EmbeddedProviderBooks(folder), options);
  cleanUp.push(() => opened.close());
  return opened;
}

function gatewayTo(to: PaymentProvider): PaymentGateway {
  const { executor, registry, log } = shop;
  const gateway = paymentGateway({ provider: to, executor, registry, log, clock: systemClock, pollMs: 10 });
  cleanUp.push(() => gateway.close());
  return gateway;
}

const command = (of: PaymentCommand) =>
  shop.executor.execute(paymentDecider, orderId, of, shop.context({ subject: 'customer', orderId }));
const requestPayment = (token: string | null, method: 'card' | 'cash_on_delivery' = 'card') =>
  command({ type: 'RequestPayment', orderId, amount, method, token });
const requestVoid = () => command({ type: 'RequestVoid', attempt: 1, because: 'given up' });

describe('an authorization', () => {
  test.each([
    ['tok_ok', 'PaymentAuthorized'],
    ['tok_declined', 'PaymentDeclined'],
    ['tok_insufficient_funds', 'PaymentDeclined'],
    ['a token nobody knows', 'PaymentDeclined'],
  ])('of %s is recorded as %s, once however often it is asked for', async (token, outcome) => {
    const gateway = gatewayTo(provider());
    await requestPayment(token);
    await shop.pump(gateway.reactor);
    await shop.pump(gateway.reactor);
    expect(await shop.story()).toEqual(['PaymentRequested', outcome]);
  });

  test('is caused by the request, in the name of the gateway, and belongs to the order', async () => {
    const gateway = gatewayTo(provider());
    await requestPayment('tok_ok');
    await shop.pump(gateway.reactor);
    const [request, answer] = await shop.events();
    expect(answer).toMatchObject({
      actor: { id: 'payment-gateway', role: 'system' },
      causationId: request!.id,
      correlationId: 'correlation',
      orderId,
    });
  });

  test("of cash is nobody's business", async () => {
    const gateway = gatewayTo(provider());
    await requestPayment(null, 'cash_on_delivery');
    await shop.pump(gateway.reactor);
    expect(await shop.story()).toEqual(['PaymentRequested']);
  });

  test('that is answered late is recorded when the provider calls', async () => {
    const gateway = gatewayTo(provider({ lateAnswerMs: 20 }));
    gateway.start();
    await requestPayment('tok_late');
    await shop.pump(gateway.reactor);
    await eventually(async () => (await shop.story()).includes('PaymentAuthorized'));
    await eventually(async () => shop.registry.keysUnder('pending-payments:').length === 0);
  });

  test('that was answered while we were down is found by asking after the restart', async () => {
    const before = provider({ lateAnswerMs: 1 });
    await requestPayment('tok_late');
    await shop.pump(gatewayTo(before).reactor);
    await eventually(async () => (await before.outcome(orderId))?.status === 'authorized');
    expect(await shop.story()).toEqual(['PaymentRequested']);
    gatewayTo(before).start();
    await eventually(async () => (await shop.story()).includes('PaymentAuthorized'));
  });

  test('is tried again while the provider is out of reach', async () => {
    const gateway = gatewayTo(provider({ failures: { authorize: 1 } }));
    await requestPayment('tok_ok');
    await expect(shop.pump(gateway.reactor)).rejects.toThrow('out of reach');
    await shop.pump(gateway.reactor);
    expect(await shop.story()).toEqual(['PaymentRequested', 'PaymentAuthorized']);
  });

  test('that was given up before the provider could be reached is never asked for', async () => {
    const books = provider();
    const gateway = gatewayTo(books);
    await requestPayment('tok_ok');
    await requestVoid();
    await shop.pump(gateway.reactor);
    expect(await shop.story()).toEqual(['PaymentRequested', 'PaymentVoidRequested', 'PaymentVoided']);
    expect(await books.outcome(orderId)).toMatchObject({ status: 'voided' });
  });
});

describe('a void', () => {
  test('gives an authorization back', async () => {
    const gateway = gatewayTo(provider());
    await requestPayment('tok_ok');
    await shop.pump(gateway.reactor);
    await requestVoid();
    await shop.pump(gateway.reactor);
    expect((await shop.story()).slice(-2)).toEqual(['PaymentVoidRequested', 'PaymentVoided']);
  });

  test('of a card that never answers goes through', async () => {
    const gateway = gatewayTo(provider());
    await requestPayment('tok_timeout');
    await shop.pump(gateway.reactor);
    await requestVoid();
    await shop.pump(gateway.reactor);
    expect((await shop.story()).slice(-1)).toEqual(['PaymentVoided']);
    expect(shop.registry.keysUnder('pending-payments:')).toEqual([]);
  });

  test('that is seen before it is recorded does not look like an authorization', async () => {
    const books = provider();
    const gateway = gatewayTo(books);
    await requestPayment('tok_timeout');
    await shop.pump(gateway.reactor);
    await requestVoid();
    await books.void({ paymentId: orderId });
    gateway.start();
    await eventually(async () => shop.registry.keysUnder('pending-payments:').length === 0);
    await shop.pump(gateway.reactor);
    expect(await shop.story()).toEqual(['PaymentRequested', 'PaymentVoidRequested', 'PaymentVoided']);
  });

  test('of a card that answers late is done when the answer comes: authorized, and voided at once', async () => {
    const kept = new MemoryProviderBooks();
    const before = new SimulatedPayments(kept, { lateAnswerMs: 3_600_000 });
    const gateway = gatewayTo(before);
    await requestPayment('tok_late');
    await shop.pump(gateway.reactor);
    await requestVoid();
    await shop.pump(gateway.reactor);
    await before.close();
    await kept.change((to) => to.write({ ...kept.find(orderId)!, answersAt: Date.now() }));
    const books = new SimulatedPayments(kept);
    cleanUp.push(() => books.close());
    gatewayTo(books).start();
    await eventually(async () => (await shop.story()).includes('PaymentVoided'));
    expect((await shop.story()).slice(-2)).toEqual(['PaymentAuthorized', 'PaymentVoided']);
    expect(await books.outcome(orderId)).toMatchObject({ status: 'voided' });
  });

  test('that fails is recorded, for the saga to try again', async () => {
    const gateway = gatewayTo(provider({ failures: { void: 1 } }));
    await requestPayment('tok_ok');
    await shop.pump(gateway.reactor);
    await requestVoid();
    await shop.pump(gateway.reactor);
    expect((await shop.events()).at(-1)).toMatchObject({
      type: 'PaymentVoidFailed',
      data: { orderId, attempt: 1, error: 'The payment provider could not be reached.' },
    });
  });
});

describe('a capture and a refund', () => {
  const half = { amount: 1250, currency: 'EUR' };

  test('move the money once', async () => {
    const books = provider();
    const gateway = gatewayTo(books);
    await requestPayment('tok_ok');
    await shop.pump(gateway.reactor);
    await command({ type: 'RequestCapture', attempt: 1 });
    await shop.pump(gateway.reactor);
    await command({ type: 'RequestRefund', refundId: 'r1', amount: half, attempt: 1 });
    await shop.pump(gateway.reactor);
    await shop.pump(gateway.reactor);
    expect((await shop.story()).slice(2)).toEqual([
      'PaymentCaptureRequested',
      'PaymentCaptured',
      'PaymentRefundRequested',
      'PaymentRefunded',
    ]);
    const entries = [];
    for await (const entry of books.books()) entries.push(entry);
    expect(entries).toMatchObject([{ captured: 2500, refunded: 1250 }]);
  });

  test('that fail are recorded with their attempt, and go through when they are asked for again', async () => {
    const gateway = gatewayTo(provider({ failures: { capture: 1, refund: 1 } }));
    await requestPayment('tok_ok');
    await shop.pump(gateway.reactor);
    for (const attempt of [1, 2]) {
      await command({ type: 'RequestCapture', attempt });
      await shop.pump(gateway.reactor);
    }
    for (const attempt of [1, 2]) {
      await command({ type: 'RequestRefund', refundId: 'r1', amount: half, attempt });
      await shop.pump(gateway.reactor);
    }
    expect((await shop.story()).slice(2)).toEqual([
      'PaymentCaptureRequested',
      'PaymentCaptureFailed',
      'PaymentCaptureRequested',
      'PaymentCaptured',
      'PaymentRefundRequested',
      'PaymentRefundFailed',
      'PaymentRefundRequested',
      'PaymentRefunded',
    ]);
  });
});
