import { expect, test } from '@jest/globals';
import { DocumentCache } from './document-cache.ts';
import { positionOf } from '../../../engine/log/position.ts';

test('a document comes back as it was written last', () => {
  const cache = new DocumentCache();
  const document = { name: 'Kettle' };
  cache.put('kettle', positionOf(1), '{"name":"Ketle"}');
  cache.put('kettle', positionOf(2), '{"name":"Kettle"}', document);
  expect(cache.get('kettle')?.text).toBe('{"name":"Kettle"}');
  expect(cache.forFold('kettle')?.document).toBe(document);
  expect(cache.forFold('kettle')?.position).toBe(positionOf(2));
});

test('a document that was only read is parsed once, for all folds', () => {
  const cache = new DocumentCache();
  cache.put('kettle', positionOf(1), '{"name":"Kettle"}');
  const first = cache.forFold('kettle')?.document;
  expect(first).toEqual({ name: 'Kettle' });
  expect(cache.forFold('kettle')?.document).toBe(first);
});

test('a document that was removed is asked of the file again', () => {
  const cache = new DocumentCache();
  cache.put('kettle', positionOf(1), '{}');
  cache.remove('kettle');
  expect(cache.get('kettle')).toBeUndefined();
  expect(cache.forFold('kettle')).toBeUndefined();
});

test('what was not used for longest makes room, and nothing too large is kept', () => {
  const cache = new DocumentCache();
  const large = JSON.stringify('x'.repeat(1_500_000));
  for (const id of ['one', 'two']) cache.put(id, positionOf(1), large);
  cache.get('one');
  cache.put('three', positionOf(1), large);
  expect(['one', 'two', 'three'].filter((id) => cache.get(id) !== undefined)).toEqual(['one', 'three']);
  cache.put('huge', positionOf(1), JSON.stringify('x'.repeat(5_000_000)));
  expect(cache.get('huge')).toBeUndefined();
});
