import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Rooms that see positions; those that speak HTTP only, as an outsider does, have nothing but their text. */
const places = [
  ...['adapters', 'app', 'command-api', 'engine', 'http', 'notifications', 'process-managers', 'projectors'],
  ...['query-api', 'test/contracts', 'test/rough', 'test/stories', 'test/folds'],
];

/** A store knows what its own positions are made of. */
const isStore = (file: string) =>
  /^(adapters\/\w+\/event-store|test\/rough\/event-store|engine\/log\/position)/.test(file);

const name = String.raw`[\w.!?[\]]*[pP]osition\b[!\]]*`;
const faults: readonly [string, RegExp][] = [
  ['is compared as text', new RegExp(String.raw`${name} (<|>)=? (?!\?)|[^=] (<|>)=? ${name}`)],
  [
    'is taken apart',
    new RegExp(String.raw`${name}\.(slice|substring|split|localeCompare|charAt)\(|(parseInt|BigInt|Number)\(${name}`),
  ],
  ['is put in order as text', /[pP]ositions(\.map\(.*\))?\.(toSorted|sort)\(\)/],
];

function found(file: string): readonly string[] {
  if (isStore(file)) return [];
  const lines = readFileSync(`${root}${file}`, 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    faults.filter(([, fault]) => fault.test(line)).map(([what]) => `${file}:${index + 1} a position ${what}`),
  );
}

const files = places.flatMap((place) =>
  readdirSync(`${root}${place}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${place}/${file}`),
);

test('nobody but the stores looks into a position or compares it as text', () => {
  expect(files.length).toBeGreaterThan(300);
  expect(files.flatMap(found)).toEqual([]);
});

test('nobody but the stores makes one', () => {
  const makers = files.filter((file) => /\bpositionOf\(/.test(readFileSync(`${root}${file}`, 'utf8')));
  const isTest = (file: string) => file.endsWith('.spec.ts') || file.startsWith('test/');
  expect(makers.filter((file) => !isStore(file) && !isTest(file))).toEqual([]);
});

test.each([
  'if (event.position > last) return;',
  'if (last < event.position) return;',
  'return kept.position <= before;',
  'if (end.position! >= position) return;',
  'const commit = Number.parseInt(position, 16);',
  'const commit = BigInt(head.position);',
  'position.slice(0, 16)',
  'const last = positions.toSorted().at(-1);',
])('%s is found', (line) => expect(faults.some(([, fault]) => fault.test(line))).toBe(true));

test.each([
  'const at = ({ position }) => position;',
  "file.prepare('SELECT * FROM leaves WHERE position > ? ORDER BY position');",
  'function last(): Promise<Position | null> {',
  'const last = positions.toSorted(comparePositions).at(-1);',
  'const some = positions.slice(3);',
])('%s is not', (line) => expect(faults.some(([, fault]) => fault.test(line))).toBe(false));
