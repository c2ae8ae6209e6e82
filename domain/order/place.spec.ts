import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { given } from '../../test/given-when-then.ts';
import {
  cable,
  cashOrderPlaced,
  euro,
  headphones,
  orderPlaced,
  placeOrder,
  requested,
  total,
} from '../../test/orders.ts';
import type { OrderEventOf } from './events.ts';
import { orderDecider } from './order.ts';

const yen = (amount: number) => ({ amount, currency: 'JPY' });

describe('placing an order', () => {
  test('takes the lines at their prices', () => given(orderDecider).when(placeOrder).thenHappens(orderPlaced));

  test('with cash on delivery needs no token', () =>
    given(orderDecider)
      .when({ ...placeOrder, paymentMethod: 'cash_on_delivery', paymentToken: null })
      .thenHappens(cashOrderPlaced));

  test('sums lines of the same product', () =>
    given(orderDecider)
      .when({
        ...placeOrder,
        lines: [
          requested(headphones, 1, euro(7999)),
          requested(cable, 3, euro(500)),
          requested(headphones, 1, euro(7999)),
        ],
      })
      .thenHappens(orderPlaced));

  test('adds the charges to the total', () => {
    const charges = [{ kind: 'shipping', name: 'Parcel', amount: euro(490) }] as const;
    given(orderDecider)
      .when({ ...placeOrder, charges })
      .thenHappens({ type: 'OrderPlaced', data: { ...orderPlaced.data, charges, total: euro(17988) } });
  });

  test('at the expected total goes through', () =>
    given(orderDecider)
      .when({ ...placeOrder, expectedTotal: total })
      .thenHappens(orderPlaced));

  test('at another total than expected is refused and tells the real one', () => {
    given(orderDecider)
      .when({ ...placeOrder, expectedTotal: euro(17000) })
      .thenRefused('price-changed', { total });
    given(orderDecider)
      .when({ ...placeOrder, expectedTotal: { ...total, currency: 'USD' } })
      .thenRefused('price-changed', { total });
  });

  test('twice makes one order', () => given(orderDecider, orderPlaced).when(placeOrder).thenNothingHappens());

  test('without lines is refused', () =>
    given(orderDecider)
      .when({ ...placeOrder, lines: [] })
      .thenRefused('validation-failed', { field: 'lines', message: 'an order has at least one line' }));

  test('with more than 100 products is refused', () =>
    given(orderDecider)
      .when({
        ...placeOrder,
        lines: Array.from({ length: 101 }, (_, index) => requested(`product-${index}`, 1, euro(1))),
      })
      .thenRefused('validation-failed', { field: 'lines', message: 'an order has at most 100 lines' }));

  test.each([0, -1, 1.5, 1000])('of %p of a thing is refused', (quantity) =>
    given(orderDecider)
      .when({ ...placeOrder, lines: [requested(headphones, quantity, euro(7999))] })
      .thenRefused('validation-failed', { field: 'lines', message: 'a line has a quantity of 1 to 999' }),
  );

  test('of more than 999 of a thing in two lines is refused', () =>
    given(orderDecider)
      .when({ ...placeOrder, lines: [requested(cable, 999, euro(1)), requested(cable, 1, euro(1))] })
      .thenRefused('validation-failed', { field: 'lines', message: 'a line has a quantity of 1 to 999' }));

  test.each([
    ['card', null],
    ['cash_on_delivery', 'tok_ok'],
  ] as const)('by %s with token %p is refused', (paymentMethod, paymentToken) =>
    given(orderDecider)
      .when({ ...placeOrder, paymentMethod, paymentToken })
      .thenRefused('validation-failed', {
        field: 'paymentToken',
        message: 'a card is paid with a token, cash on delivery without',
      }),
  );

  test('of a discontinued product is refused', () => {
    const line = requested(headphones, 1, euro(7999));
    given(orderDecider)
      .when({ ...placeOrder, lines: [{ ...line, product: { ...line.product, discontinued: true } }] })
      .thenRefused('product-unavailable', { productIds: [headphones] });
  });

  test('of products in two currencies is refused', () =>
    given(orderDecider)
      .when({ ...placeOrder, lines: [requested(headphones, 1, euro(7999)), requested(cable, 1, yen(500))] })
      .thenRefused('mixed-currencies', { currencies: ['EUR', 'JPY'] }));

  test('with charges in another currency is refused', () =>
    given(orderDecider)
      .when({ ...placeOrder, charges: [{ kind: 'tax', name: 'Tax', amount: yen(1) }] })
      .thenRefused('mixed-currencies', { currencies: ['EUR', 'JPY'] }));

  test('always comes to the sum of its lines, less discount, plus charges', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ product: fc.nat(5), quantity: fc.integer({ min: 1, max: 99 }) }), {
          minLength: 1,
          maxLength: 10,
        }),
        fc.array(fc.nat(90_000_000_000), { minLength: 6, maxLength: 6 }),
        fc.array(fc.nat(10_000), { maxLength: 3 }),
        (wanted, prices, charged) => {
          const lines = wanted.map(({ product, quantity }) =>
            requested(`product-${product}`, quantity, euro(prices[product]!)),
          );
          const charges = charged.map((amount) => ({ kind: 'tax', name: 'Tax', amount: euro(amount) }) as const);
          const decision = orderDecider.decide({ ...placeOrder, lines, charges }, null);
          const event = decision.accepted ? decision.events[0] : undefined;
          const { data } = event as OrderEventOf<'OrderPlaced'>;
          const sum = (amounts: readonly { amount: number }[]) => amounts.reduce((all, each) => all + each.amount, 0);
          expect(data.subtotal.amount).toBe(sum(data.lines.map((line) => line.lineTotal)));
          const quantities = (ofLines: readonly { quantity: number }[]) =>
            ofLines.reduce((all, { quantity }) => all + quantity, 0);
          expect(quantities(data.lines)).toBe(quantities(wanted));
          expect(data.lines.every((line) => line.lineTotal.amount === line.unitPrice.amount * line.quantity)).toBe(
            true,
          );
          expect(data.total.amount).toBe(data.subtotal.amount - data.discount.amount + sum(charged.map(euro)));
        },
      ),
    ));
});
