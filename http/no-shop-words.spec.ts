import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a shop is about. The shell is any event-sourced API's: none of it belongs there, not in a comment either. */
const shopWords =
  /order|product|cart|customer|vendor|buyer|shop|stock|sku|price|coupon|money|currenc|refund|payment|checkout|admin|inventory|warehouse|catalogue|categor|invoice|review|shipping|parcel/gi;

/** Each with its file and line. */
function wordsIn(file: string, text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (line.match(shopWords) ?? []).map((word) => `${file}:${index + 1} ${word}`));
}

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
);

test('the shell speaks of no shop', () => {
  expect(sources).toEqual(expect.arrayContaining(['problem.ts', join('docs', 'openapi.ts')]));
  const found = sources.flatMap((file) => wordsIn(file, readFileSync(join(import.meta.dirname, file), 'utf8')));
  expect(found).toEqual([]);
});

test.each([
  ["'cart-empty': { status: 409 }", 'cart'],
  ["type RoleName = 'vendor'", 'vendor'],
  ['/** Rate limits, as of orders. */', 'order'],
  ['class MoneyDto {}', 'Money'],
])('a word of it is found in %s', (line, word) => expect(wordsIn('some.ts', line)).toEqual([`some.ts:1 ${word}`]));
