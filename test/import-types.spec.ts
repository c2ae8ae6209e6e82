import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const rooms = ['adapters', 'app', 'command-api', 'domain', 'engine', 'http', 'notifications', 'process-managers'];

/** The import linter reads statements: a type that is imported where it is used passes it by. */
const importType = /(?<!await )\bimport\(\s*['"]\./;

test('arrows between rooms are import statements, which the import linter sees', () => {
  const sources = [...rooms, 'projectors', 'query-api'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(room, file)),
  );
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.filter((file) => importType.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test('an import within a type is told, one that is awaited is not', () => {
  expect(importType.test("type A = import('../log/json.ts').Json;")).toBe(true);
  expect(importType.test("const it = await import('./it.ts');")).toBe(false);
});
