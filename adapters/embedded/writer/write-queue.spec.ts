import { expect, test } from '@jest/globals';
import { OutcomeUnknown, StoreUnavailable } from '../../../engine/log/event-store.ts';
import type { Write, WriteAnswer } from './protocol.ts';
import { WriteQueue } from './write-queue.ts';

function queueWithBatches() {
  const batches: (readonly Write[])[] = [];
  const queue = new WriteQueue((writes) => batches.push(writes));
  const answerAll = () =>
    queue.answer(batches.at(-1)!.map(({ values }): WriteAnswer => ({ kind: 'done', result: values[0] })));
  return { batches, queue, answerAll };
}

const write = (value: unknown): Write => ({ name: 'set', values: [value] });

test('what gathers while a batch is under way goes together, and everybody gets his own answer', async () => {
  const { batches, queue, answerAll } = queueWithBatches();
  const answers = [1, 2, 3].map((value) => queue.add(write(value)));
  expect(batches).toEqual([[write(1)]]);
  answerAll();
  expect(batches).toEqual([[write(1)], [write(2), write(3)]]);
  answerAll();
  expect(await Promise.all(answers)).toEqual([1, 2, 3]);
  expect(queue.isIdle).toBe(true);
});

test('a batch has at most 1,024 writes and about 8 MB', () => {
  const { batches, queue, answerAll } = queueWithBatches();
  for (let n = 0; n < 1_100; n++) void queue.add(write(n));
  answerAll();
  answerAll();
  expect(batches.map(({ length }) => length)).toEqual([1, 1_024, 75]);
  for (let n = 0; n < 40; n++) void queue.add(write('x'.repeat(512 * 1_024)));
  answerAll();
  expect(batches.at(-1)).toHaveLength(16);
});

test('more than it can hold is refused, and there is room again after an answer', async () => {
  const { queue, answerAll } = queueWithBatches();
  for (let n = 0; n < 20_001; n++) void queue.add(write(n));
  await expect(queue.add(write('one too many'))).rejects.toBeInstanceOf(StoreUnavailable);
  answerAll();
  const last = queue.add(write('last'));
  while (!queue.isIdle) answerAll();
  expect(await last).toBe('last');
});

test('the errors of the other side arrive as what they are', async () => {
  const { queue } = queueWithBatches();
  const kinds = ['unavailable', 'unknown', 'mistake'] as const;
  const errors: unknown[] = [];
  for (const kind of kinds) {
    const answered = queue.add(write(1)).catch((error: unknown) => errors.push(error));
    queue.answer([{ kind, message: 'full' }]);
    await answered;
  }
  expect(errors).toEqual([new StoreUnavailable('full'), new OutcomeUnknown('full'), new Error('full')]);
});
