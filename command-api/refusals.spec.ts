import { expect, test } from '@jest/globals';
import { invalid, reject } from '../domain/decision.ts';
import type { Decision } from '../domain/decision.ts';
import { acceptedOrder } from './orders/order-request.ts';
import { refusal, refusals } from './refusals.ts';

const correlationId = 'c';
const base = { type: 'https://storied.example/problems/validation-failed', title: 'The request is not valid' };

/** What a rule refuses, as `refusal` takes it. */
function why(decision: Decision<never>) {
  if (decision.accepted) throw new Error('nothing is refused here');
  return decision;
}

function refused(decision: Decision<never>) {
  const { code, details } = why(decision);
  return refusal(code, details);
}

test('what is wrong with a field is told with a pointer into the body', () => {
  const { status, options } = refused(invalid('amount.currency', 'the order is in EUR'));
  expect([status, options.errors]).toEqual([400, [{ pointer: '/amount/currency', message: 'the order is in EUR' }]]);
});

test('the problem says it, and names the field nowhere else', () =>
  expect(refused(invalid('delta', 'a delta is a whole number')).toBody(correlationId)).toEqual({
    ...base,
    status: 400,
    detail: 'a delta is a whole number',
    code: 'validation-failed',
    correlationId,
    errors: [{ pointer: '/delta', message: 'a delta is a whole number' }],
  }));

test('an order has lines, the body of its request items', () => {
  const { code, details } = why(invalid('lines', 'too many'));
  const placed = () => acceptedOrder({ outcome: 'rejected', code, details });
  const errors = [{ pointer: '/items', message: 'too many' }];
  expect(placed).toThrow(expect.objectContaining({ options: expect.objectContaining({ errors }) }));
});

test('details are further members of the problem, a message among them its detail', () => {
  const body = refused(reject('illegal-transition', { legal: ['shipped'], message: 'Not now.' })).toBody(correlationId);
  expect(body).toMatchObject({ status: 409, code: 'illegal-transition', detail: 'Not now.', legal: ['shipped'] });
  expect(body).not.toHaveProperty('message');
});

test('only what goes away by itself is no answer to keep', () =>
  expect(
    Object.entries(refusals)
      .filter(([, kind]) => 'passes' in kind)
      .map(([code]) => code),
  ).toEqual(['concurrent-change', 'rebuild-running']));
