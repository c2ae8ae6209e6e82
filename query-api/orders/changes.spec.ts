import { expect, test } from '@jest/globals';
import { changesBetween } from './changes.ts';

test('equal documents differ in nothing', () => {
  expect(changesBetween({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]);
});

test('differences are told as deep as both documents go', () => {
  expect(changesBetween({ a: { b: 1, c: 2 }, d: [1, 2] }, { a: { b: 1, c: 3 }, d: [1, 4, 5] })).toEqual([
    { path: '/a/c', from: 2, to: 3 },
    { path: '/d/1', from: 2, to: 4 },
    { path: '/d/2', from: null, to: 5 },
  ]);
});

test('what comes or goes is told whole', () => {
  expect(changesBetween({ gone: { x: 1 } }, { came: [1] })).toEqual([
    { path: '/gone', from: { x: 1 }, to: null },
    { path: '/came', from: null, to: [1] },
  ]);
  expect(changesBetween({ a: [1] }, { a: { 0: 1 } })).toEqual([{ path: '/a', from: [1], to: { 0: 1 } }]);
});

test('a pointer escapes what would be taken for its own signs', () => {
  expect(changesBetween({}, { 'a/b~c': 1 })).toEqual([{ path: '/a~1b~0c', from: null, to: 1 }]);
});
