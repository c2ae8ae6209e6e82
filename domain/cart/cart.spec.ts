import { describe, expect, test } from '@jest/globals';
import { given } from '../../test/given-when-then.ts';
import { cartDecider } from './cart.ts';
import type { CartEvent } from './events.ts';

const item = (productId: string, quantity: number, currency = 'EUR') => ({ productId, quantity, currency });
const added = (productId: string, quantity: number, currency = 'EUR'): CartEvent => ({
  type: 'CartItemAdded',
  data: item(productId, quantity, currency),
});
const add = (productId: string, quantity: number, currency = 'EUR') =>
  ({ type: 'AddCartItem', ...item(productId, quantity, currency) }) as const;
const set = (productId: string, quantity: number, currency = 'EUR') =>
  ({ type: 'SetCartItemQuantity', ...item(productId, quantity, currency) }) as const;
const removed = (productId: string): CartEvent => ({ type: 'CartItemRemoved', data: { productId } });
const checkedOut: CartEvent = { type: 'CartCheckedOut', data: { orderId: 'o-1' } };
const tooMany = { field: 'quantity', message: 'a line has a quantity of 1 to 999' };

describe('putting things into the cart', () => {
  test('adds to what is there', () => {
    given(cartDecider, added('a', 2)).when(add('a', 3)).thenHappens(added('a', 3));
    expect(given(cartDecider, added('a', 2), added('b', 1), added('a', 3)).state.items).toEqual([
      item('a', 5),
      item('b', 1),
    ]);
  });

  test('stops at 999 of a thing', () => {
    given(cartDecider, added('a', 998)).when(add('a', 1)).thenHappens(added('a', 1));
    given(cartDecider, added('a', 998)).when(add('a', 2)).thenRefused('validation-failed', tooMany);
    given(cartDecider).when(set('a', 1000)).thenRefused('validation-failed', tooMany);
    given(cartDecider).when(set('a', -1)).thenRefused('validation-failed', tooMany);
    given(cartDecider).when(set('a', 1.5)).thenRefused('validation-failed', tooMany);
  });

  test('of nothing is refused', () =>
    given(cartDecider)
      .when(add('a', 0))
      .thenRefused('validation-failed', { field: 'quantity', message: 'at least 1 is added' }));

  test('stops at 100 products', () => {
    const full = Array.from({ length: 100 }, (_, index) => added(`p-${index}`, 1));
    given(cartDecider, ...full)
      .when(add('one more', 1))
      .thenRefused('validation-failed', { field: 'productId', message: 'a cart has at most 100 lines' });
    given(cartDecider, ...full)
      .when(add('p-7', 1))
      .thenHappens(added('p-7', 1));
  });

  test('keeps to one currency', () => {
    const mixed = { currencies: ['EUR', 'USD'] };
    given(cartDecider, added('a', 1))
      .when(add('b', 1, 'USD'))
      .thenRefused('mixed-currencies', mixed);
    given(cartDecider, added('a', 1))
      .when(set('b', 1, 'USD'))
      .thenRefused('mixed-currencies', mixed);
    given(cartDecider, added('a', 1), removed('a'))
      .when(add('b', 1, 'USD'))
      .thenHappens(added('b', 1, 'USD'));
    given(cartDecider, added('a', 1))
      .when(add('a', 1, 'USD'))
      .thenHappens(added('a', 1, 'USD'));
  });
});

describe('setting a quantity', () => {
  test('replaces the line or makes it', () => {
    const lineSet: CartEvent = { type: 'CartItemQuantitySet', data: item('a', 7) };
    given(cartDecider).when(set('a', 7)).thenHappens(lineSet);
    given(cartDecider, added('a', 2)).when(set('a', 7)).thenHappens(lineSet);
    expect(given(cartDecider, added('a', 2), lineSet).state.items).toEqual([item('a', 7)]);
  });

  test('to what it is changes nothing', () => given(cartDecider, added('a', 2)).when(set('a', 2)).thenNothingHappens());

  test('to 0 removes the line', () => {
    given(cartDecider, added('a', 2)).when(set('a', 0)).thenHappens(removed('a'));
    given(cartDecider).when(set('a', 0)).thenNothingHappens();
  });
});

describe('emptying the cart', () => {
  test('line by line', () => {
    given(cartDecider, added('a', 2)).when({ type: 'RemoveCartItem', productId: 'a' }).thenHappens(removed('a'));
    given(cartDecider).when({ type: 'RemoveCartItem', productId: 'a' }).thenRefused('not-found');
  });

  test('at once', () => {
    given(cartDecider, added('a', 2)).when({ type: 'ClearCart' }).thenHappens({ type: 'CartCleared', data: {} });
    given(cartDecider).when({ type: 'ClearCart' }).thenNothingHappens();
    expect(given(cartDecider, added('a', 2), { type: 'CartCleared', data: {} }).state.items).toEqual([]);
  });

  test('by the order that it became, once', () => {
    const checkOut = { type: 'CheckOutCart', orderId: 'o-1' } as const;
    given(cartDecider, added('a', 2)).when(checkOut).thenHappens(checkedOut);
    given(cartDecider, added('a', 2), checkedOut).when(checkOut).thenNothingHappens();
    given(cartDecider, added('a', 2), checkedOut, added('b', 1)).when(checkOut).thenNothingHappens();
    expect(given(cartDecider, added('a', 2), checkedOut).state).toEqual({ items: [], lastOrderId: 'o-1' });
  });

  test('by the order that it became keeps what was put in since', () => {
    const lines = [
      { productId: 'a', quantity: 2 },
      { productId: 'b', quantity: 9 },
    ];
    const checkOut = { type: 'CheckOutCart', orderId: 'o-1', lines } as const;
    given(cartDecider, added('a', 2), added('b', 1)).when(checkOut).thenHappens(checkedOut);
    given(cartDecider, added('a', 5), added('b', 1), added('c', 4))
      .when(checkOut)
      .thenHappens(checkedOut, added('a', 3), added('c', 4));
  });
});
