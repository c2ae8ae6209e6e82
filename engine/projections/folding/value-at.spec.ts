import { expect, test } from '@jest/globals';
import { textAt, valueAt } from './value-at.ts';

const document = { id: 'o1', total: 5, note: null, customer: { name: 'Ada', tags: ['new'] } };

test.each([
  ['id', 'o1'],
  ['note', null],
  ['customer.name', 'Ada'],
  ['customer.tags', ['new']],
])('what stands at %s is found', (path, value) => expect(valueAt(document, path)).toEqual(value));

test.each(['gone', 'note.gone', 'customer.gone', 'id.length', 'toString', 'customer.tags.0', 'customer.tags.length'])(
  'nothing stands at %s: only what the document itself names does',
  (path) => expect(valueAt(document, path)).toBeUndefined(),
);

test('a number is no text', () => {
  expect(textAt(document, 'customer.name')).toBe('Ada');
  expect(textAt(document, 'total')).toBeNull();
});
