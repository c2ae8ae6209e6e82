import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { messageOf } from './message-of.ts';

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('what the operating system refuses is told in words, with the path', () => {
  expect(messageOf(thrown(() => readFileSync('/nowhere/head.json')))).toBe(
    '/nowhere/head.json does not exist (ENOENT)',
  );
  expect(messageOf(thrown(() => readFileSync('/dev/null/head')))).toMatch(/^\/dev\/null\/head leads through .*ENOTDIR/);
  expect(messageOf(thrown(() => readFileSync('/tmp')))).toBe('What was named is a folder (EISDIR)');
});

test('everything else is told as it is', () => {
  expect(messageOf(new Error('There is no stream x.'))).toBe('There is no stream x.');
  expect(messageOf(Object.assign(new Error('not ours'), { code: 'ENOENT' }))).toBe('not ours');
});
