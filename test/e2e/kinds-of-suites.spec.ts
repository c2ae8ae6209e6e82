import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** The suites that a script of package.json runs. */
async function suitesOf(script: string): Promise<readonly string[]> {
  const words = script.replace('npm run --silent jest --', '').trim().split(/\s+/).filter(Boolean);
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const { stdout } = await promisify(execFile)(process.execPath, [jest, '--listTests', '--json', ...words], {
    cwd: root,
  });
  return (JSON.parse(stdout) as string[]).map((file) => relative(root, file));
}

test('every suite is of one kind, and the kinds together are what npm test runs', async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const kinds = Object.keys(scripts).filter((name) => name.startsWith('test:'));
  expect(kinds.toSorted()).toEqual(['test:contracts', 'test:e2e', 'test:engine', 'test:rules']);
  const [everything, ...ofKinds] = await Promise.all(['test', ...kinds].map((name) => suitesOf(scripts[name]!)));
  const specs = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.spec.ts'));
  const own = specs.filter((file) => !/^(node_modules|dist)\//.test(file)).toSorted();
  expect(everything!.toSorted()).toEqual(own);
  expect(ofKinds.flat().toSorted()).toEqual(own);
  for (const suites of ofKinds) expect(suites.length).toBeGreaterThan(10);
});
