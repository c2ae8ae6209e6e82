import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
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

test('no suite of the rules reaches an adapter or starts a process, by whatever it imports', async () => {
  const reached = new Map<string, string>();
  const suites = await suitesOf('npm run --silent jest -- --selectProjects rules');
  for (const suite of suites) follow(suite, suite, reached);
  expect(reached.size).toBeGreaterThan(100);
  const starting = [...reached].filter(([file]) =>
    /^adapters\/|^node:(child_process|worker_threads|net|http)$/.test(file),
  );
  expect(starting).toEqual([]);
});

/** Notes what a file imports, with the suite that it was first reached from. Types start nothing. */
function follow(file: string, suite: string, reached: Map<string, string>): void {
  if (reached.has(file)) return;
  reached.set(file, suite);
  if (!file.endsWith('.ts')) return;
  const text = readFileSync(join(root, file), 'utf8');
  for (const [, from = ''] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm)) {
    follow(from.startsWith('.') ? join(dirname(file), from) : from, suite, reached);
  }
}
