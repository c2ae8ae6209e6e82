import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { asBob, AuditedLog, signer } from '../../../test/rough/audited-log.ts';
import { MemoryRegistry } from '../../../test/rough/registry.ts';
import { MemoryTreeStore } from '../../../test/rough/tree-store.ts';
import { auditCheckpointOf } from '../heads/audit-checkpoint.ts';
import { HeadSigner } from '../heads/signed-head.ts';

let log: AuditedLog;

beforeEach(() => void (log = new AuditedLog()));
afterEach(() => log.close());

describe('A log whose stream was rewritten and hashed again', () => {
  beforeEach(async () => {
    await log.running(() => log.fill(['a', 'b', 'c'], 100));
  });

  test('has an unbroken chain, and its first altered event is named by the tree', async () => {
    await log.rewrite('shelf-b', asBob);
    expect((await log.audit().verifyStream('shelf-b')).verified).toBe(true);
    expect((await log.audit().verifyAll()).broken).toEqual([{ stream: 'shelf-b', revision: 0, reason: 'altered' }]);
  });

  test('cannot prove one of its events', async () => {
    const before = await log.store.readStream('shelf-b', 5, 1);
    expect(await log.tree().prove(before)).toEqual(['tree']);
    expect(await log.audit().brokenAmong(before)).toEqual([]);
    await log.rewrite('shelf-b', asBob);
    const [event] = await log.store.readStream('shelf-b', 5, 1);
    expect(await log.tree().prove([event!])).toEqual(['not-kept']);
    expect(await log.audit().brokenAmong([event!])).toMatchObject([{ stream: 'shelf-b', revision: 5 }]);
  });

  test('is found by the signed heads when the tree was made anew to fit it', async () => {
    await log.rewrite('shelf-b', asBob);
    const heads = log.trees.keptHeads;
    log.trees = new MemoryTreeStore();
    log.registry = new MemoryRegistry();
    await (await log.follow())?.close();
    log.trees.keptHeads.splice(0, 1, ...heads);
    log.registry = new MemoryRegistry();
    expect((await log.audit().verifyAll()).broken).toEqual([
      { stream: 'shelf-a', revision: 0, reason: 'unlike-head', among: 300 },
    ]);
    expect(await log.tree().prove(await log.store.readStream('shelf-b', 5, 1))).toEqual(['not-kept']);
  });

  test('is found by a checkpoint kept elsewhere when tree and heads were made anew, to the event', async () => {
    const checkpoint = await auditCheckpointOf(log.tree(), (await log.trees.newestHead())!);
    await log.rewrite('shelf-b', asBob);
    log.trees = new MemoryTreeStore();
    log.registry = new MemoryRegistry();
    await (await log.follow())?.close();
    expect((await log.audit().verifyAll()).broken).toEqual([]);
    expect((await log.audit().verifyAll(checkpoint)).broken).toEqual([
      { stream: 'shelf-b', revision: 0, reason: 'unlike-checkpoint', among: 1 },
    ]);
  });

  test('is not saved by heads that somebody else has signed', async () => {
    const forger = new HeadSigner(Buffer.alloc(32, 2));
    const { signature: _, publicKey: __, ...head } = log.trees.keptHeads[0]!;
    log.trees.keptHeads.splice(0, 1, forger.sign(head));
    const { wrong } = await log.unproven();
    expect(wrong).toEqual([expect.stringContaining("signed with a key that is not this shop's")]);
    log.trees.keptHeads.splice(0, 1, { ...log.trees.keptHeads[0]!, publicKey: signer.publicKey });
    expect((await log.audit().verifyAll()).broken).toMatchObject([{ reason: 'head-forged' }]);
  });
});
