import { expect, test } from '@jest/globals';
import { topicMatches } from './topic.ts';

test.each([
  ['order.order.created', 'order.order.created', true],
  ['order.order.created', 'order.order.cancelled', false],
  ['order.*.created', 'order.order.created', true],
  ['order.*.created', 'order.created', false],
  ['order.#', 'order.order.created', true],
  ['order.#', 'order', true],
  ['#', 'payment.payment.captured', true],
  ['#.created', 'order.order.created', true],
  ['#.created', 'order.order.cancelled', false],
  ['*', 'order', true],
  ['*', 'order.order', false],
  ['order.#.*', 'order', false],
])('the pattern %s against the routing key %s: %s', (pattern, routingKey, expected) => {
  expect(topicMatches(pattern, routingKey)).toBe(expected);
});
