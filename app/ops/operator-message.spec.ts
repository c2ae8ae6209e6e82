import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { operatorMessage } from './operator-message.ts';

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('what the operating system refuses is told in words, with the path', () => {
  expect(operatorMessage(thrown(() => readFileSync('/nowhere/head.json')))).toBe(
    '/nowhere/head.json does not exist (ENOENT)',
  );
  expect(operatorMessage(thrown(() => readFileSync('/dev/null/head')))).toMatch(
    /^\/dev\/null\/head leads through .*ENOTDIR/,
  );
  expect(operatorMessage(thrown(() => readFileSync('/tmp')))).toBe('What was named is a folder (EISDIR)');
});

test('everything else is told as it is', () => {
  expect(operatorMessage(new Error('There is no stream x.'))).toBe('There is no stream x.');
  expect(operatorMessage(Object.assign(new Error('not ours'), { code: 'ENOENT' }))).toBe('not ours');
});
