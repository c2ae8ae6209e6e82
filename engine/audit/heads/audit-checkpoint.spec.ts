import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AuditedLog } from '../../../test/rough/audited-log.ts';
import { RoughEventStore } from '../../../test/rough/event-store.ts';
import { AuditReader } from '../reader.ts';
import { auditCheckpointOf, flawOf, parseAuditCheckpoint } from './audit-checkpoint.ts';

let log: AuditedLog;

beforeEach(() => void (log = new AuditedLog()));
afterEach(() => log.close());

test('a checkpoint of a long log tells ranges of events apart, and the rest of it one by one', async () => {
  await log.fill(
    Array.from({ length: 90 }, (_, n) => `${n}`),
    47,
  );
  await (await log.follow())?.close();
  const checkpoint = await auditCheckpointOf(log.tree(), (await log.trees.newestHead())!);
  expect([checkpoint.head.size, checkpoint.level, checkpoint.blocks.length]).toEqual([4_230, 1, 2_115]);
  expect(parseAuditCheckpoint(JSON.stringify(checkpoint))).toEqual(checkpoint);
  expect((await log.audit().verifyAll(checkpoint)).broken).toEqual([]);
});

test('a checkpoint that was changed is not believed', async () => {
  await log.running(() => log.fill(['a'], 3));
  const checkpoint = await auditCheckpointOf(log.tree(), (await log.trees.newestHead())!);
  expect(flawOf({ ...checkpoint, blocks: checkpoint.blocks.toReversed() })).toBe('its hashes do not give its root');
  expect(flawOf({ ...checkpoint, head: { ...checkpoint.head, size: 2 } })).toBe(
    'its signature does not fit what it says',
  );
  expect(() => parseAuditCheckpoint('{}')).toThrow('no checkpoint');
});

test('a log that is shorter than the checkpoint was cut off', async () => {
  await log.running(() => log.fill(['a'], 5));
  const checkpoint = await auditCheckpointOf(log.tree(), (await log.trees.newestHead())!);
  const shorter = new RoughEventStore();
  for (const event of await log.store.readStream('shelf-a', 0, 3))
    await shorter.append('shelf-a', event.revision - 1, [
      { id: event.id, type: event.type, data: event.data, metadata: event.metadata },
    ]);
  expect((await new AuditReader(shorter, log.codec).verifyAll(checkpoint)).broken).toEqual([
    { stream: '$log', revision: 3, reason: 'truncated' },
  ]);
});
