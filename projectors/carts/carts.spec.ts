import { expect, test } from '@jest/globals';
import { fold, logOf } from '../../test/folds/log.ts';
import { carts } from './carts.ts';

const cart = (type: string, data: object = {}) => ({ stream: 'cart-ann', type, data });
const line = (productId: string, quantity: number) => ({ productId, quantity, currency: 'EUR' });

test('a cart keeps its lines in the order they came, and sums what is added twice', () => {
  const log = logOf([
    cart('CartItemAdded', line('mug', 1)),
    cart('CartItemAdded', line('pan', 2)),
    cart('CartItemAdded', line('mug', 3)),
  ]);
  expect(fold(carts, log)).toEqual({
    ann: {
      userId: 'ann',
      items: [
        { productId: 'mug', quantity: 4 },
        { productId: 'pan', quantity: 2 },
      ],
      revision: 2,
    },
  });
});

test('a quantity is set, a line is removed', () => {
  const log = logOf([
    cart('CartItemAdded', line('mug', 1)),
    cart('CartItemQuantitySet', line('mug', 7)),
    cart('CartItemQuantitySet', line('pan', 2)),
    cart('CartItemAdded', line('cup', 1)),
    cart('CartItemRemoved', { productId: 'cup' }),
  ]);
  expect(fold(carts, log)['ann']?.items).toEqual([
    { productId: 'mug', quantity: 7 },
    { productId: 'pan', quantity: 2 },
  ]);
});

test.each([
  ['cleared', cart('CartCleared')],
  ['checked out', cart('CartCheckedOut', { orderId: 'order' })],
])('a cart that was %s is empty', (_, emptied) => {
  const log = logOf([cart('CartItemAdded', line('mug', 1)), emptied]);
  expect(fold(carts, log)).toEqual({ ann: { userId: 'ann', items: [], revision: 1 } });
});

test('a cart goes with its owner', () => {
  const log = logOf([cart('CartItemAdded', line('mug', 1)), { stream: 'user-ann', type: 'UserErased' }]);
  expect(fold(carts, log)).toEqual({});
});
