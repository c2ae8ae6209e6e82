import { describe, expect, test } from '@jest/globals';
import { given } from '../../test/given-when-then.ts';
import { cable, completed, delivered, headphones, orderPlaced, shipped } from '../../test/orders.ts';
import type { OrderEventOf } from './events.ts';
import { orderDecider } from './order.ts';
import { legalFrom } from './refusals.ts';

type Lines = readonly { productId: string; quantity: number }[];

const returnItems = (lines: Lines, returnId = 'r-1') =>
  ({ type: 'ReturnItems', returnId, lines, reason: 'too big' }) as const;
const returned = (lines: Lines, returnId = 'r-1'): OrderEventOf<'OrderReturned'> => ({
  type: 'OrderReturned',
  data: { returnId, lines, reason: 'too big' },
});
const oneOf = (productId: string, quantity = 1) => [{ productId, quantity }];

describe('sending things back', () => {
  test.each([
    ['delivered', delivered],
    ['completed', completed],
  ] as const)('is possible once it is %s', (_, events) =>
    given(orderDecider, ...events)
      .when(returnItems(oneOf(headphones)))
      .thenHappens(returned(oneOf(headphones))),
  );

  test('is not possible before', () => {
    given(orderDecider, ...shipped)
      .when(returnItems(oneOf(headphones)))
      .thenRefused('illegal-transition', legalFrom('shipped'));
    given(orderDecider, orderPlaced)
      .when(returnItems(oneOf(headphones, 99)))
      .thenRefused('illegal-transition', legalFrom('placed'));
  });

  test('sums lines of the same product', () =>
    given(orderDecider, ...delivered)
      .when(returnItems([...oneOf(cable), ...oneOf(cable, 2)]))
      .thenHappens(returned(oneOf(cable, 3))));

  test('of more than was bought is refused', () => {
    given(orderDecider, ...delivered)
      .when(returnItems([...oneOf(cable, 2), ...oneOf(cable, 2)]))
      .thenRefused('return-too-large', { productId: cable, returnable: 3 });
    given(orderDecider, ...delivered, returned(oneOf(cable, 2)))
      .when(returnItems(oneOf(cable, 2), 'r-2'))
      .thenRefused('return-too-large', { productId: cable, returnable: 1 });
    given(orderDecider, ...delivered)
      .when(returnItems(oneOf('something else')))
      .thenRefused('return-too-large', { productId: 'something else', returnable: 0 });
  });

  test.each([[[]], [oneOf(cable, 0)], [oneOf(cable, 0.5)]])('of nothing is refused: %p', (lines) =>
    given(orderDecider, ...delivered)
      .when(returnItems(lines))
      .thenRefused('validation-failed', { field: 'lines', message: 'a return has things in it' }),
  );

  test('under the same id happens once', () =>
    given(orderDecider, ...delivered, returned(oneOf(cable)))
      .when(returnItems(oneOf(cable)))
      .thenNothingHappens());

  test('of all of it makes the order returned', () => {
    const some = given(orderDecider, ...delivered, returned(oneOf(headphones, 2)));
    expect(some.state?.fulfilmentStatus).toBe('delivered');
    const all = given(orderDecider, ...delivered, returned(oneOf(headphones, 2)), returned(oneOf(cable, 3), 'r-2'));
    expect(all.state?.fulfilmentStatus).toBe('returned');
  });
});
