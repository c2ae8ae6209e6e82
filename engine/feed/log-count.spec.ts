import { expect, test } from '@jest/globals';
import { RoughEventStore, emptyLog } from '../../test/rough/event-store.ts';
import { MemoryRegistry } from '../../test/rough/registry.ts';
import type { NewEvent } from '../log/event.ts';
import { LogCount } from './log-count.ts';

const put = (id: string) => ({ id, type: 'BookPut', data: {}, metadata: {} }) as unknown as NewEvent;

async function logOf(seed: number, events: number): Promise<RoughEventStore> {
  const store = new RoughEventStore({ seed }, emptyLog(seed));
  await store.append(
    'shelf-1',
    -1,
    Array.from({ length: events }, (_, index) => put(`${seed}/${index}`)),
  );
  return store;
}

/** Reads that begin at the log's start. */
function readsFromStart(store: RoughEventStore): () => number {
  let reads = 0;
  const readAll = store.readAll.bind(store);
  store.readAll = (after, ...rest) => {
    if (after === null) reads += 1;
    return readAll(after, ...rest);
  };
  return () => reads;
}

test('the events of a log are counted on from the count saved last', async () => {
  const store = await logOf(1, 1_000);
  const registry = new MemoryRegistry();
  await (await LogCount.open(store, registry)).close();
  await store.append('shelf-1', 999, [put('one more')]);
  const fromStart = readsFromStart(store);
  const { head } = await LogCount.open(store, registry);
  expect([head, fromStart()]).toEqual([{ position: await store.head(), events: 1_001 }, 0]);
});

test('a count that was saved of another log says nothing of this one', async () => {
  const registry = new MemoryRegistry();
  await (await LogCount.open(await logOf(1, 1_000), registry)).close();
  const restored = await logOf(2, 3);
  const { head } = await LogCount.open(restored, registry);
  expect(head).toEqual({ position: await restored.head(), events: 3 });
});
