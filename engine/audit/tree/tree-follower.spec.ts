import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../../test/contracts/subject.ts';
import { AuditedLog, signer } from '../../../test/rough/audited-log.ts';

let log: AuditedLog;

beforeEach(() => void (log = new AuditedLog()));
afterEach(() => log.close());

describe('The tree', () => {
  test('takes in what the log has and signs a head of all of it when it is closed', async () => {
    await log.running(() => log.fill(['a', 'b'], 5));
    expect((await log.trees.end()).size).toBe(10);
    expect((await log.trees.end()).position).toBe(await log.store.head());
    expect(log.trees.keptHeads).toMatchObject([
      { size: 10, position: await log.store.head(), publicKey: signer.publicKey },
    ]);
    expect(await log.audit().verifyAll()).toMatchObject({ events: 10, inTree: 10, heads: 1, broken: [] });
  });

  test('follows the log while it grows, goes on after a restart, and signs a head in between', async () => {
    const first = await log.follow(1);
    await log.fill(['a'], 3);
    log.wake();
    await eventually(() => log.trees.keptHeads.length > 0);
    await log.fill(['b'], 3);
    await first?.close();
    await log.running(() => log.fill(['c'], 400));
    const report = await log.audit().verifyAll();
    expect(report).toMatchObject({ events: 406, inTree: 406, broken: [] });
    expect(report.heads).toBeGreaterThan(1);
  });

  test.each(['was done', 'was not done'])(
    'goes on from what is kept after a write that failed and %s',
    async (what) => {
      const follower = await log.follow();
      await log.fill(['a'], 3);
      const append = log.trees.append.bind(log.trees);
      log.trees.append = async (...asked) => {
        log.trees.append = append;
        if (what === 'was done') await append(...asked);
        throw new Error('no answer');
      };
      log.wake();
      await eventually(() => log.warnings.length > 0);
      await log.fill(['b'], 2);
      await follower?.close();
      expect(log.warnings).toEqual(['The Merkle tree could not be kept and is tried again']);
      expect(await log.audit().verifyAll()).toMatchObject({ events: 5, inTree: 5, heads: 1, broken: [] });
    },
  );

  test('signs nothing when nothing happened since', async () => {
    await log.running(() => log.fill(['a'], 2));
    await (await log.follow())?.close();
    expect(log.trees.keptHeads).toHaveLength(1);
  });

  test('is left alone when the log no longer has the event it ends with', async () => {
    await log.running(() => log.fill(['a'], 3));
    log.store.tamper('shelf-a', 2, (event) => ({ ...event, metadata: { ...event.metadata, hash: 'ab'.repeat(32) } }));
    expect(await log.follow()).toBeNull();
    expect(log.warnings).toEqual(['The log does not have the event that its Merkle tree ends with; verify it']);
  });
});

test('a tree with a hole is not followed, proves nothing beside it and is found by the verification', async () => {
  await log.running(() => log.fill(['a'], 5));
  const leaves = log.trees.leaves.bind(log.trees);
  log.trees.leaves = async (...asked) => {
    const read = await leaves(...asked);
    const hole = read.findIndex(({ revision }) => revision === 2);
    return hole < 0 ? read : read.slice(0, hole);
  };
  expect(await log.follow()).toBeNull();
  expect(log.warnings).toEqual(['The Merkle tree has holes; verify the log']);
  expect(await log.tree().prove(await log.store.readStream('shelf-a', 3, 1))).toEqual(['not-kept']);
  expect((await log.audit().verifyAll()).broken).toEqual([{ stream: 'shelf-a', revision: 2, reason: 'leaf-missing' }]);
});
