import { beforeEach, expect, test } from '@jest/globals';
import { UsageError } from './command.ts';
import type { Command, Given } from './command.ts';
import { dispatch } from './dispatch.ts';

let ran: [name: string, given: Given][];
let written: { out: string; error: string };
beforeEach(() => {
  ran = [];
  written = { out: '', error: '' };
});

function command(name: string, words: number, options: Command['options'] = {}): Command {
  const run = async (given: Given) => {
    ran.push([name, given]);
    if (given.words[0] === 'nonsense') throw new UsageError('That is nonsense.');
    return 7;
  };
  return { name, parameters: words === 0 ? '' : '<id>', summary: `Does ${name}.`, words, options, run };
}
const all = [command('verify', 0), command('audit order', 1, { json: { type: 'boolean' } }), command('audit head', 0)];
const call = (...words: string[]) =>
  dispatch(all, words, { out: (text) => (written.out += text), error: (text) => (written.error += text) });

test('a command gets its words and options, and its answer is the exit code', async () => {
  expect(await call('audit', 'order', '4711', '--json')).toBe(7);
  expect(ran).toEqual([['audit order', { words: ['4711'], options: { json: true } }]]);
});

test('a word that may be left out may be given, but not two', async () => {
  const status = { ...command('status', 0), optionalWords: 1 };
  const asked = (...words: string[]) => dispatch([status], ['status', ...words], { out: () => {}, error: () => {} });
  expect([await asked(), await asked('orders'), await asked('orders', 'carts')]).toEqual([7, 7, 2]);
  expect(ran.map(([, { words }]) => words)).toEqual([[], ['orders']]);
});

test('without a command, or asked for help, all of them are listed', async () => {
  expect(await call()).toBe(0);
  expect(await call('--help')).toBe(0);
  expect(written.out).toContain('audit order <id>');
  expect(ran).toEqual([]);
});

test('a command that is asked for help tells about itself alone and does nothing', async () => {
  expect(await call('audit', 'order', '--help')).toBe(0);
  expect(written.out).toBe('Usage: npm run ops -- audit order <id>\n\nDoes audit order.\n');
  expect(ran).toEqual([]);
});

test('the first word of a family of commands lists the family', async () => {
  expect(await call('audit', '--help')).toBe(0);
  expect(written.out).toContain('audit head');
  expect(written.out).not.toContain('Does verify');
});

test('what cannot be understood is answered with the usage and exit code 2', async () => {
  expect(await call('verfy')).toBe(2);
  expect(written.error).toContain('There is no command "verfy"');
  expect(await call('audit', 'order')).toBe(2);
  expect(await call('verify', '--unknown')).toBe(2);
  expect(ran).toEqual([]);
  expect(await call('audit', 'order', 'nonsense')).toBe(2);
  expect(written.error).toContain('That is nonsense.');
});
