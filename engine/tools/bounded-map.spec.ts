import { expect, test } from '@jest/globals';
import { BoundedMap } from './bounded-map.ts';

test('one entry too many drops the one that was set longest ago', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('one', 1);
  map.set('two', 2);
  map.set('three', 3);
  expect([...map.entries()]).toEqual([
    ['two', 2],
    ['three', 3],
  ]);
});

test('an entry set again is the newest, and has its new value; one that was only read is not', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('one', 1);
  map.set('two', 2);
  map.set('one', 11);
  expect(map.get('two')).toBe(2);
  map.set('three', 3);
  expect([map.get('one'), map.get('two'), map.get('three')]).toEqual([11, undefined, 3]);
});

test('what is deleted makes room, once', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('one', 1);
  map.set('two', 2);
  map.delete('one');
  map.delete('one');
  map.set('three', 3);
  map.set('four', 4);
  expect([...map.entries()].map(([key]) => key)).toEqual(['three', 'four']);
});

test('entries that weigh more than one drop as many as it takes, the newest itself if need be', () => {
  const map = new BoundedMap<string, string>(5, (text) => text.length);
  map.set('a', 'aa');
  map.set('b', 'bb');
  map.set('c', 'ccc');
  expect([...map.entries()].map(([key]) => key)).toEqual(['b', 'c']);
  map.set('c', 'c');
  map.set('d', 'dd');
  expect([...map.entries()].map(([key]) => key)).toEqual(['b', 'c', 'd']);
  map.set('e', 'eeeeee');
  expect([...map.entries()]).toEqual([]);
});
