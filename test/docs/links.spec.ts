import { expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const repository = join(import.meta.dirname, '../..');
const elsewhere = new Set(['node_modules', 'dist', 'data', 'coverage', '.git']);

function documentsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return elsewhere.has(entry.name) ? [] : documentsIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const documents = documentsIn(repository).map((path) => ({ path, name: relative(repository, path) }));
const rooms = readdirSync(repository, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && !elsewhere.has(entry.name) ? [entry.name] : [],
);
const withoutBlocks = (text: string) => text.replaceAll(/^```[^]*?^```$/gm, '');

/** As the well-known forges make an anchor of a heading. */
function anchorsOf(text: string): Set<string> {
  const headings = withoutBlocks(text).matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test.each(documents)('every link inside the repository leads somewhere: $name', ({ path }) => {
  const text = readFileSync(path, 'utf8');
  const broken = [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor);
    });
  expect(broken).toEqual([]);
});

test.each(documents)('every path named in it is there: $name', ({ path }) => {
  const named = [...withoutBlocks(readFileSync(path, 'utf8')).matchAll(/`([\w.-]+\/[\w./-]*)`/g)]
    .map(([, each = '']) => each)
    .filter((each) => rooms.includes(each.split('/')[0]!));
  expect(named.filter((each) => !existsSync(join(repository, each)))).toEqual([]);
});
