import { beforeEach, expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../../test/contracts/child-program.ts';
import { products } from '../../../test/contracts/search-products.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { EmbeddedViewStore } from './view-store.ts';

let dir: string;
beforeEach(() => {
  dir = temporaryFolder();
});

const built = new URL('../../../dist/adapters/embedded/views/view-store.js', import.meta.url);

/** Writes 100 products a batch and says each batch that is written. */
const writing = `
const { EmbeddedViewStore } = await import('${built.href}');
const store = new EmbeddedViewStore(dir);
const build = await store.open({ ...${JSON.stringify(products)}, keys: () => [], evolve: () => null }, '1.1');
await store.switchTo('products', '1.1');
for (let batch = 1; batch <= 1_000; batch++) {
  const position = batch.toString(16).padStart(16, '0');
  const documents = Array.from({ length: 100 }, (_, at) => {
    const id = batch + '-' + at;
    return { id, position, document: { id, name: 'Keyboard number ' + id } };
  });
  await build.write(documents, { position, logId: 'log', eventId: 'e', events: batch * 100 });
  say('written ' + batch);
}`;

/** How many batches the checkpoint, the documents and the search index say there are. */
async function batchesFound(): Promise<readonly number[]> {
  const store = new EmbeddedViewStore(dir);
  try {
    const build = await store.open(products, '1.1');
    const events = (await build.checkpoint())?.events ?? 0;
    const documents = (await build.scan(null, 1_000_000)).length;
    const { total } = await store.search('products', { text: 'keybord', limit: 1 });
    return [events, documents, total].map((count) => count / 100);
  } finally {
    await store.close();
  }
}

test('a process that dies between documents and checkpoint leaves neither', async () => {
  const program = runProgram(writing, dir, ['env', 'FAIL_POINT=view:before-checkpoint:3']);
  const { signal, complaints } = await program.ended;
  expect([signal, complaints]).toEqual(['SIGKILL', '']);
  expect(program.lines).toEqual(['written 1', 'written 2']);
  expect(await batchesFound()).toEqual([2, 2, 2]);
});

test('after kill -9 at any moment documents, search index and checkpoint tell of the same batches', async () => {
  for (const batch of [1, 7, 23]) {
    const program = runProgram(writing, dir);
    await program.line(new RegExp(`^written ${batch}$`));
    program.process.kill('SIGKILL');
    await program.ended;
    const [events, ...others] = await batchesFound();
    expect(others).toEqual([events, events]);
    expect(events).toBeGreaterThanOrEqual(program.lines.length);
    await rm(join(dir, 'views'), { recursive: true });
  }
});
