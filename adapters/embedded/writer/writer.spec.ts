import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OutcomeUnknown, StoreUnavailable } from '../../../engine/log/event-store.ts';
import { Writer } from './writer.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';

let dir: string;
let writer: Writer;
beforeEach(async () => {
  dir = temporaryFolder();
  writer = await Writer.open(dir);
});
afterEach(() => writer.close());

/** Makes the thread throw where nobody catches. */
function crash(): void {
  writer['post']({ kind: 'batch', lane: 'events', writes: null as never });
}

test('when the thread dies, nobody waits for ever: what was sent is unknown, what was not is refused', async () => {
  crash();
  const sent = writer.write('durable', 'set', 'a', '1', null);
  const waiting = writer.write('durable', 'set', 'b', '2', null);
  await expect(sent).rejects.toBeInstanceOf(OutcomeUnknown);
  await expect(waiting).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(writer.write('events', 'append', 's', -1, [])).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(writer.truncateLog('vault')).rejects.toBeInstanceOf(StoreUnavailable);
});

test('a wrong write fails alone; its neighbours in the batch are written', async () => {
  const answers = await Promise.allSettled([
    writer.write('durable', 'set', 'before', '1', null),
    writer.write('durable', 'set', 'cut at NUL \0', '1', null),
    writer.write('durable', 'set', 'undefined', undefined as never, null),
    writer.write('durable', 'setIfAbsent', 'after', '1', null),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(await writer.write('durable', 'setIfAbsent', 'before', '2', null)).toBe('1');
  expect(await writer.write('durable', 'setIfAbsent', 'after', '2', null)).toBe('1');
});

test('closing lets what was sent finish and refuses the rest', async () => {
  const sent = writer.write('durable', 'set', 'a', '1', null);
  const waiting = writer.write('durable', 'set', 'b', '2', null);
  const refused = expect(waiting).rejects.toBeInstanceOf(StoreUnavailable);
  await writer.close();
  await sent;
  await refused;
  await expect(writer.write('durable', 'set', 'c', '3', null)).rejects.toBeInstanceOf(StoreUnavailable);
});

test('a folder that cannot be written is told at the opening', async () => {
  await expect(Writer.open(join(dir, 'missing'))).rejects.toBeInstanceOf(StoreUnavailable);
});
