import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BookedPayment, ProviderBooks } from '../../engine/outside/provider-books.ts';
import type { OpenSubject, Subject } from './subject.ts';

const payment = (paymentId: string, of: Partial<BookedPayment> = {}): BookedPayment => ({
  paymentId,
  status: 'authorized',
  amount: 2500,
  currency: 'EUR',
  captured: 0,
  refunded: 0,
  reason: null,
  answersAt: null,
  voidAsked: false,
  failures: { capture: 0, void: 0, refund: 0 },
  ...of,
});

/** What the books of a simulated provider must keep. */
export function providerBooksContract(name: string, open: OpenSubject<ProviderBooks>): void {
  describe(`ProviderBooks: ${name}`, () => {
    let subject: Subject<ProviderBooks>;
    let books: ProviderBooks;
    beforeEach(async () => {
      subject = await open();
      books = subject.port;
    });
    afterEach(() => subject.dispose());

    const write = (...payments: readonly BookedPayment[]) =>
      books.change((to) => payments.forEach((each) => to.write(each)));

    test('a payment that was never written is not there', () => {
      expect(books.find('p1')).toBeNull();
      expect(books.page('', 10)).toEqual([]);
      expect(books.unanswered()).toEqual([]);
      expect(books.isRefunded('p1', 'r1')).toBe(false);
    });

    test('a payment comes back as it was written, and the last writing counts', async () => {
      const declined = payment('p1', { status: 'declined', reason: 'card_declined' });
      const busy = payment('p2', {
        ...{ status: 'captured', captured: 2500, refunded: 100, answersAt: 1_700_000_000_000, voidAsked: true },
        failures: { capture: 1, void: 2, refund: 3 },
      });
      await write(payment('p1'), payment('p2'));
      await write(declined, busy);
      expect(books.find('p1')).toEqual(declined);
      expect(books.find('p2')).toEqual(busy);
    });

    test('pages are in the order of the ids', async () => {
      await write(...['p3', 'p1', 'p4', 'p2'].map((id) => payment(id)));
      const ids = (afterId: string, limit: number) => books.page(afterId, limit).map(({ paymentId }) => paymentId);
      expect(ids('', 2)).toEqual(['p1', 'p2']);
      expect(ids('p2', 10)).toEqual(['p3', 'p4']);
      expect(ids('p4', 10)).toEqual([]);
    });

    test('unanswered are the pending ones that have a time', async () => {
      await write(
        payment('late', { status: 'pending', answersAt: 1 }),
        payment('never', { status: 'pending' }),
        payment('answered', { answersAt: 1 }),
      );
      expect(books.unanswered().map(({ paymentId }) => paymentId)).toEqual(['late']);
    });

    test('a refund is known by its payment and its own id', async () => {
      await books.change((to) => to.writeRefund('p1', 'r1', 100));
      expect(books.isRefunded('p1', 'r1')).toBe(true);
      expect(books.isRefunded('p1', 'r2')).toBe(false);
      expect(books.isRefunded('p2', 'r1')).toBe(false);
    });

    test('a change answers what its work did, which reads what it and the changes before it wrote', async () => {
      const seen = await Promise.all([
        books.change((to) => {
          to.write(payment('p1'));
          return books.find('p1')?.status;
        }),
        books.change((to) => {
          to.write({ ...books.find('p1')!, status: 'captured' });
          return books.find('p1')?.status;
        }),
      ]);
      expect(seen).toEqual(['authorized', 'captured']);
    });

    test('of a change that throws nothing is kept, and the next one goes through', async () => {
      await write(payment('p1'));
      const failing = books.change((to) => {
        to.write(payment('p1', { status: 'captured' }));
        to.writeRefund('p1', 'r1', 1);
        throw new Error('out of ink');
      });
      await expect(failing).rejects.toThrow('out of ink');
      expect(books.find('p1')?.status).toBe('authorized');
      expect(books.isRefunded('p1', 'r1')).toBe(false);
      await write(payment('p1', { status: 'voided' }));
      expect(books.find('p1')?.status).toBe('voided');
    });

    test('what was written is there after a restart, also what still waited', async () => {
      await write(payment('p1'));
      const waiting = books.change((to) => to.writeRefund('p1', 'r1', 100));
      books = await subject.reopen();
      await waiting;
      expect(books.find('p1')).toEqual(payment('p1'));
      expect(books.isRefunded('p1', 'r1')).toBe(true);
    });
  });
}
