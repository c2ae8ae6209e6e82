import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const isSource = import.meta.url.endsWith('.ts');
const root = new URL('../../../', import.meta.url).href;

/**
 * Threads and processes run built JavaScript. From dist/ a module is where its address says; under Jest, whose
 * transform does not reach them, it is the file that `npm run build` made of the same source. Throws when it is missing.
 */
export function built(module: URL): URL {
  const file = isSource ? new URL(`dist/${module.href.slice(root.length)}`, root) : module;
  if (!existsSync(file)) throw new Error(`${fileURLToPath(file)} is missing: run "npm run build" first`);
  return file;
}

/** What a thread or a process of this folder runs. */
export function program(name: 'fill-thread' | 'fold-thread' | 'digest-process' | 'digest-thread'): URL {
  return built(new URL(`./${name}.js`, import.meta.url));
}
