import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { flushSync } from '../files/flush.ts';

/**
 * Makes what is missing of a path, for the owner alone; a power cut after this loses none of it. Step by step: Node's
 * own recursive way never ends in a folder that refuses new ones, as /proc does. Throws what the system says.
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const above = dirname(path);
  makeFolder(above);
  mkdirSync(path, { mode: 0o700 });
  flushSync(above);
}
