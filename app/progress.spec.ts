import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { showProgress } from './progress.ts';

let written: string;
const out = (isTTY: boolean) => ({ isTTY, write: (text: string | Uint8Array) => (written += String(text)) !== '' });
beforeEach(() => {
  written = '';
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => void jest.useRealTimers());

test('a terminal sees one bar that grows, with the rate and the time left', () => {
  const progress = showProgress('orders', 200, out(true));
  jest.setSystemTime(1_000);
  progress.at(50, 200);
  expect(written).toBe(`\rorders       ${'█'.repeat(8)}${'░'.repeat(22)} 50/200  50/s  3 s left\u001b[K`);
  jest.setSystemTime(2_000);
  progress.at(200, 200);
  progress.done();
  const [, , second] = written.split('\r');
  expect(second).toBe(`orders       ${'█'.repeat(30)} 200/200  100/s\u001b[K\n`);
});

test('anything else gets a plain line now and then, and one at the end', () => {
  const progress = showProgress('orders', 4_000, out(false));
  for (let finished = 0; finished <= 4_000; finished += 1_000) {
    jest.setSystemTime(3_000 + finished);
    progress.at(finished, 4_000);
  }
  progress.done();
  expect(written.split('\n')).toEqual([
    'orders: 1000/4000  250/s  12 s left',
    'orders: 3000/4000  500/s  2 s left',
    'orders: 4000/4000  571/s',
    '',
  ]);
});

test('a job that was half done before is rated by what is done from here on', () => {
  const progress = showProgress('orders', 0, out(true));
  progress.at(9_000, 10_000);
  jest.setSystemTime(10_000);
  written = '';
  progress.at(9_100, 10_000);
  expect(written).toContain('9100/10000  10/s  1 min 30 s left');
});
