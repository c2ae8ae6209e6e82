import { describe, expect, test } from '@jest/globals';
import { beginning, comparePositions, isAfter, positionIn, positionOf, reaches, sortKey, version } from './position.ts';

const [five, six] = [positionOf(5), positionOf(6)];
const inOrder = [
  beginning,
  positionOf(255),
  positionOf(256, 7),
  positionOf(256, 256),
  positionOf(4096, 4096),
  positionOf(2n ** 63n - 1n, 2n ** 63n - 1n),
];

describe('Two positions', () => {
  test('have the order of the log', () => {
    expect(inOrder.toReversed().toSorted(comparePositions)).toEqual(inOrder);
    expect([comparePositions(five, six), comparePositions(six, five), comparePositions(six, six)]).toEqual([-1, 1, 0]);
  });

  test('have sort keys of one width whose byte order is the same', () => {
    const keys = inOrder.map(sortKey);
    expect(new Set(keys.map((key) => Buffer.byteLength(key)))).toEqual(new Set([33]));
    expect(keys.toSorted((left, right) => Buffer.from(left).compare(Buffer.from(right)))).toEqual(keys);
  });

  test('have versions that never fall', () => {
    expect(inOrder.map(version)).toEqual([0n, 255n, 256n, 256n, 4096n, 2n ** 63n - 1n]);
    expect(() => version(positionOf(2n ** 63n))).toThrow(RangeError);
  });
});

test('everything is past nothing, and nothing reaches only nothing', () => {
  expect([isAfter(five, null), isAfter(six, five), isAfter(five, five), isAfter(five, six)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([reaches(null, beginning), reaches(five, five), reaches(six, five), reaches(five, six)]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('what a caller sent is a position when it is written like one', () => {
  for (const text of [five, positionOf(5, 4)]) expect(positionIn(text)).toBe(text);
  for (const text of ['', '5', `${five}-`, `${five}-5`, five.toUpperCase().replace('5', 'F'), `${five}\n`, `-${five}`])
    expect(positionIn(text)).toBeNull();
});
