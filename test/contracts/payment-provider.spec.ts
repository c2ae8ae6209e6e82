import { expect, test } from '@jest/globals';
import { EmbeddedProviderBooks } from '../../adapters/embedded/provider-books/provider-books.ts';
import { SimulatedPayments } from '../../adapters/simulated-payments/simulated-payments.ts';
import type { ProviderBooks } from '../../engine/outside/provider-books.ts';
import { paymentProviderContract } from './payment-provider.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const amount = { amount: 2500, currency: 'EUR' };

/** As if the time of every late answer had come. */
const bringForward = (books: ProviderBooks) =>
  books.change((to) => {
    for (const payment of books.unanswered()) to.write({ ...payment, answersAt: Date.now() });
  });

paymentProviderContract('the simulated provider', async () => {
  const folder = temporaryFolder();
  let books = new EmbeddedProviderBooks(folder);
  const open = () => new SimulatedPayments(books, { lateAnswerMs: 3_600_000 });
  let provider = open();
  return {
    provider,
    async letAnswer(paymentId) {
      await bringForward(books);
      // Asked again, it looks anew when the answer is due.
      await provider.authorize({ paymentId, amount, token: 'tok_late' });
    },
    tokens: { approved: 'tok_ok', declined: 'tok_declined', late: 'tok_late', unanswered: 'tok_timeout' },
    async restart() {
      await provider.close();
      books = new EmbeddedProviderBooks(folder);
      await bringForward(books);
      return (provider = open());
    },
    close: () => provider.close(),
  };
});

test.each([
  ['tok_declined', 'card_declined'],
  ['tok_insufficient_funds', 'insufficient_funds'],
  ['anything else', 'invalid_token'],
  ['constructor', 'invalid_token'],
])('the simulated provider declines %s as %s', async (token, reason) => {
  const provider = new SimulatedPayments(new EmbeddedProviderBooks(temporaryFolder()));
  expect(await provider.authorize({ paymentId: 'p1', amount, token })).toEqual({ status: 'declined', reason });
  await provider.close();
});

test('cards of the simulation that fail do so twice, across a restart, and then go through', async () => {
  const folder = temporaryFolder();
  let provider = new SimulatedPayments(new EmbeddedProviderBooks(folder));
  await provider.authorize({ paymentId: 'c', amount, token: 'tok_capture_fails' });
  await provider.authorize({ paymentId: 'v', amount, token: 'tok_void_fails' });
  await provider.authorize({ paymentId: 'r', amount, token: 'tok_refund_fails' });
  await provider.capture({ paymentId: 'r', amount });
  const calls = [
    () => provider.capture({ paymentId: 'c', amount }),
    () => provider.void({ paymentId: 'v' }),
    () => provider.refund({ paymentId: 'r', refundId: 'r1', amount }),
  ];
  for (const call of calls) await expect(call()).rejects.toThrow('out of reach');
  await provider.close();
  provider = new SimulatedPayments(new EmbeddedProviderBooks(folder));
  for (const call of calls) await expect(call()).rejects.toThrow('out of reach');
  const answers = await Promise.all(calls.map((call) => call()));
  expect(answers.map((answer) => answer.status)).toEqual(['captured', 'voided', 'refunded']);
  await provider.close();
});

test('a test can put the simulated provider out of reach for some calls', async () => {
  const provider = new SimulatedPayments(new EmbeddedProviderBooks(temporaryFolder()), { failures: { authorize: 2 } });
  const call = () => provider.authorize({ paymentId: 'p1', amount, token: 'tok_ok' });
  await expect(call()).rejects.toThrow('out of reach');
  await expect(call()).rejects.toThrow('out of reach');
  expect(await call()).toMatchObject({ status: 'authorized' });
  await provider.close();
});
