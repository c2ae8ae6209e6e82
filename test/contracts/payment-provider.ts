import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PaymentProvider, ProviderBookEntry } from '../../engine/outside/payment-provider.ts';
import { eventually } from './subject.ts';

export type ProviderUnderTest = {
  readonly provider: PaymentProvider;
  /** Tokens of the provider's test mode. */
  readonly tokens: {
    readonly approved: string;
    readonly declined: string;
    readonly late: string;
    readonly unanswered: string;
  };
  /** Has a payment of the late card answered; until then it is pending. */
  letAnswer(paymentId: string): Promise<void>;
  /** Opens the provider anew on the same books, as after a crash that lasted until the late answers were due. */
  restart(): Promise<PaymentProvider>;
  close(): Promise<void>;
};

const amount = { amount: 2500, currency: 'EUR' };

/** What the shop relies on, whoever the provider is. */
export function paymentProviderContract(name: string, open: () => Promise<ProviderUnderTest>): void {
  describe(`${name} keeps the contract of a payment provider`, () => {
    let under: ProviderUnderTest;
    let provider: PaymentProvider;
    beforeEach(async () => {
      under = await open();
      provider = under.provider;
    });
    afterEach(() => under.close());

    const authorize = (paymentId: string, kind: keyof ProviderUnderTest['tokens']) =>
      provider.authorize({ paymentId, amount, token: under.tokens[kind] });
    const capture = (paymentId: string) => provider.capture({ paymentId, amount });
    const refund = (paymentId: string, refundId: string, cents: number) =>
      provider.refund({ paymentId, refundId, amount: { amount: cents, currency: 'EUR' } });
    const restart = async () => void (provider = await under.restart());

    async function entry(paymentId: string): Promise<ProviderBookEntry | undefined> {
      for await (const each of provider.books()) if (each.paymentId === paymentId) return each;
      return undefined;
    }

    test('a good card is authorized, and its answer repeated, after a restart too', async () => {
      const answer = await authorize('p1', 'approved');
      expect(answer.status).toBe('authorized');
      expect(await authorize('p1', 'approved')).toEqual(answer);
      await restart();
      expect(await authorize('p1', 'approved')).toEqual(answer);
      expect(await provider.outcome('p1')).toEqual(answer);
      expect(await entry('p1')).toMatchObject({ status: 'authorized', authorized: 2500, captured: 0, refunded: 0 });
    });

    test('a bad card is declined for good, with a reason', async () => {
      const answer = await authorize('p1', 'declined');
      expect(answer).toMatchObject({ status: 'declined', reason: expect.any(String) });
      expect(await authorize('p1', 'approved')).toEqual(answer);
      expect(await capture('p1')).toMatchObject({ status: 'declined' });
      expect(await provider.void({ paymentId: 'p1' })).toMatchObject({ status: 'declined' });
    });

    test('of a payment it never heard of it knows nothing', async () => {
      expect(await provider.outcome('nobody')).toBeNull();
      expect(await capture('nobody')).toMatchObject({ status: 'declined' });
      expect(await refund('nobody', 'r1', 1)).toMatchObject({ status: 'declined' });
    });

    test('an authorized payment is captured once', async () => {
      await authorize('p1', 'approved');
      expect(await capture('p1')).toMatchObject({ status: 'captured' });
      expect(await capture('p1')).toMatchObject({ status: 'captured' });
      await restart();
      expect(await capture('p1')).toMatchObject({ status: 'captured' });
      expect(await entry('p1')).toMatchObject({ status: 'captured', captured: 2500 });
    });

    test('no more is captured than was authorized, and only in its currency', async () => {
      await authorize('p1', 'approved');
      for (const wrong of [
        { amount: 2501, currency: 'EUR' },
        { amount: 1, currency: 'USD' },
      ]) {
        expect(await provider.capture({ paymentId: 'p1', amount: wrong })).toMatchObject({ status: 'declined' });
      }
      expect(await entry('p1')).toMatchObject({ status: 'authorized', captured: 0 });
    });

    test('a voided authorization is never captured', async () => {
      await authorize('p1', 'approved');
      expect(await provider.void({ paymentId: 'p1' })).toMatchObject({ status: 'voided' });
      expect(await provider.void({ paymentId: 'p1' })).toMatchObject({ status: 'voided' });
      expect(await capture('p1')).toMatchObject({ status: 'declined' });
      expect(await entry('p1')).toMatchObject({ status: 'voided', authorized: 0, captured: 0 });
    });

    test('captured money is refunded, never voided', async () => {
      await authorize('p1', 'approved');
      await capture('p1');
      expect(await provider.void({ paymentId: 'p1' })).toMatchObject({ status: 'declined' });
      expect(await entry('p1')).toMatchObject({ status: 'captured', captured: 2500 });
    });

    test('a refund goes through once for its id, and never beyond what was captured', async () => {
      await authorize('p1', 'approved');
      expect(await refund('p1', 'r1', 1)).toMatchObject({ status: 'declined' });
      await capture('p1');
      expect(await refund('p1', 'r1', 1000)).toMatchObject({ status: 'refunded' });
      expect(await refund('p1', 'r1', 1000)).toMatchObject({ status: 'refunded' });
      expect(await refund('p1', 'r2', 1501)).toMatchObject({ status: 'declined' });
      expect(await refund('p1', 'r2', 1500)).toMatchObject({ status: 'refunded' });
      await restart();
      expect(await refund('p1', 'r2', 1500)).toMatchObject({ status: 'refunded' });
      expect(await refund('p1', 'r3', 1)).toMatchObject({ status: 'declined' });
      expect(await entry('p1')).toMatchObject({ captured: 2500, refunded: 2500 });
    });

    test('a late answer is pending at first, then calls back', async () => {
      const heard: string[] = [];
      provider.onAnswer((paymentId) => heard.push(paymentId));
      expect(await authorize('p1', 'late')).toEqual({ status: 'pending' });
      expect(await provider.outcome('p1')).toEqual({ status: 'pending' });
      expect(heard).toEqual([]);
      await under.letAnswer('p1');
      await eventually(() => heard.includes('p1'));
      expect(await provider.outcome('p1')).toMatchObject({ status: 'authorized' });
    });

    test('who no longer listens is not called', async () => {
      const heard: string[] = [];
      provider.onAnswer((paymentId) => heard.push(paymentId))();
      await authorize('p1', 'late');
      await under.letAnswer('p1');
      await eventually(async () => (await provider.outcome('p1'))?.status === 'authorized');
      expect(heard).toEqual([]);
    });

    test('a late answer comes after a restart too', async () => {
      await authorize('p1', 'late');
      await restart();
      const heard: string[] = [];
      provider.onAnswer((paymentId) => heard.push(paymentId));
      await eventually(async () => (await provider.outcome('p1'))?.status === 'authorized');
      expect(heard).toEqual(['p1']);
    });

    test('a payment given up before its late answer is voided when the answer comes, after a restart too', async () => {
      await authorize('p1', 'late');
      expect(await provider.void({ paymentId: 'p1' })).toEqual({ status: 'pending' });
      await restart();
      await eventually(async () => (await provider.outcome('p1'))?.status === 'voided');
      expect(await capture('p1')).toMatchObject({ status: 'declined' });
    });

    test('a payment that never has an answer can be voided', async () => {
      expect(await authorize('p1', 'unanswered')).toEqual({ status: 'pending' });
      expect(await provider.void({ paymentId: 'p1' })).toMatchObject({ status: 'voided' });
      expect(await entry('p1')).toMatchObject({ status: 'voided' });
    });

    test('a payment that was voided before it came is never authorized', async () => {
      expect(await provider.void({ paymentId: 'p1' })).toMatchObject({ status: 'voided' });
      expect(await authorize('p1', 'approved')).toMatchObject({ status: 'voided' });
      expect(await capture('p1')).toMatchObject({ status: 'declined' });
    });

    test('calls that come together have each their own answer', async () => {
      const ids = Array.from({ length: 50 }, (_, index) => `p${index}`);
      const answers = await Promise.all(ids.map((id) => authorize(id, 'approved')));
      expect(answers.map((answer) => answer.status)).toEqual(ids.map(() => 'authorized'));
      const booked: string[] = [];
      for await (const each of provider.books()) booked.push(each.paymentId);
      expect(booked.sort()).toEqual(ids.sort());
    });
  });
}
