import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { orderNumberOf } from './order-number.ts';

test('an order number is the same for the same order, short, and free of letters that are misread', () => {
  expect(orderNumberOf('00000000-0000-8000-8000-000000000000')).toBe('S-0000-0000');
  expect(orderNumberOf('ffffffff-ff00-8000-8000-000000000000')).toBe('S-ZZZZ-ZZZZ');
  expect(orderNumberOf('3d8e4f7a-9b00-8000-8000-000000000000')).toBe('S-7P74-YYMV');
  fc.assert(
    fc.property(fc.uuid(), (id) =>
      expect(orderNumberOf(id)).toMatch(/^S-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
    ),
  );
});
