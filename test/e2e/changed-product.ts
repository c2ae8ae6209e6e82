import { expect } from '@jest/globals';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

const root = join(import.meta.dirname, '../..');

export type Change = readonly [file: string, text: string, replacement: string];

/** The built product with other code in it: what to start, in a copy of its own. */
export function changedProduct(...changes: readonly Change[]): string {
  const copy = temporaryFolder();
  cpSync(join(root, 'dist'), join(copy, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const [file, text, replacement] of changes) {
    const path = join(copy, 'dist', file);
    const right = readFileSync(path, 'utf8');
    const changed = right.replace(text, replacement);
    expect(changed).not.toBe(right);
    writeFileSync(path, changed);
  }
  return join(copy, 'dist/app/all-in-one.js');
}
