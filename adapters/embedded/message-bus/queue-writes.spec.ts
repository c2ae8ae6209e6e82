import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { positionOf } from '../../../engine/log/position.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { SqliteFile } from '../sqlite.ts';
import { queueReads } from './queue-reads.ts';
import { queueWrites } from './queue-writes.ts';

const day = 24 * 60 * 60 * 1_000;
const start = Date.parse('2026-03-01T12:00:00.000Z');

let file: SqliteFile;
let writes: ReturnType<typeof queueWrites>;
let reads: ReturnType<typeof queueReads>;
beforeEach(() => {
  file = new SqliteFile(join(temporaryFolder(), 'durable.db'), 'durable');
  [writes, reads] = [queueWrites(file), queueReads(file)];
  writes.declareQueue('mails', ['#']);
  after(0);
});
afterEach(() => {
  jest.restoreAllMocks();
  file.close();
});

const after = (days: number) => void jest.spyOn(Date, 'now').mockReturnValue(start + days * day);
const publish = () => writes.publishMessage('event-1', 'order.order.created', '{"a":1}', positionOf(7));
const waiting = () => reads.due('mails', Date.now(), 10);

test('a message that nobody took within seven days is a dead letter, and stays one until it is removed', () => {
  publish();
  after(6.9);
  expect([writes.sweepMessages(10), waiting().length]).toEqual([0, 1]);
  after(7.1);
  expect([writes.sweepMessages(10), waiting().length]).toEqual([1, 0]);
  after(70);
  expect(writes.sweepMessages(10)).toBe(0);
  const [dead] = reads.dead(10);
  expect(dead!.letter).toEqual({
    message: { id: 'event-1', position: positionOf(7), routingKey: 'order.order.created', body: { a: 1 } },
    ...{ queue: 'mails', error: 'It was not taken within seven days', attempts: 0, at: '2026-03-08T14:24:00.000Z' },
  });
  writes.removeMessage(dead!.number);
  expect(reads.dead(10)).toEqual([]);
});

test('a repetition is dropped for seven days after the message was taken', () => {
  expect([publish(), publish()]).toEqual([['mails'], []]);
  writes.settleMessage(waiting()[0]!.number);
  expect(publish()).toEqual([]);
  after(7.1);
  expect([writes.sweepMessages(10), publish()]).toEqual([1, ['mails']]);
});
