import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Threads and processes run built JavaScript. From dist/ that is a file beside this one; under Jest, whose transform
 * does not reach them, it is the one that `npm run build` made of the same source.
 */
export function program(name: 'fill-thread' | 'fold-thread' | 'digest-process' | 'digest-thread'): string {
  const built = import.meta.url.endsWith('.ts') ? `../../dist/app/rebuild/${name}.js` : `./${name}.js`;
  const file = fileURLToPath(new URL(built, import.meta.url));
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" first`);
  return file;
}
