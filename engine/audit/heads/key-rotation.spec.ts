import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AuditedLog, signer } from '../../../test/rough/audited-log.ts';
import { unprovenOf } from '../unproven.ts';
import { addRotation, rotationTo, trustedKeys } from './key-rotation.ts';
import { HeadSigner } from './signed-head.ts';

let log: AuditedLog;

beforeEach(() => void (log = new AuditedLog()));
afterEach(() => log.close());

describe('Another key', () => {
  const next = new HeadSigner(Buffer.alloc(32, 7));
  beforeEach(async () => {
    await log.running(() => log.fill(['a'], 5));
  });

  /** What a shop with the next key makes of it. */
  async function verified() {
    const trusted = await trustedKeys(log.registry, await log.store.logId(), next.publicKey);
    return unprovenOf(await log.audit().verifyAll(null, trusted));
  }

  const unprovenBy = async (...trusted: HeadSigner[]) =>
    unprovenOf(await log.audit().verifyAll(null, new Set(trusted.map(({ publicKey }) => publicKey))));

  test('that nothing tells of makes the heads before it those of somebody else, and is warned of', async () => {
    expect((await verified()).wrong).toEqual([expect.stringContaining("a key that is not this shop's")]);
    await (await log.follow(60_000, next))?.close();
    expect(log.notes).toEqual([
      expect.stringContaining('signed with a key that is not this shop’s'),
      expect.stringContaining('Nothing signed speaks of what the log has'),
    ]);
    expect((await unprovenBy(next)).found).not.toBeNull();
    expect(await unprovenBy(next, signer)).toEqual({ wrong: [], found: null, young: null });
  });

  test('to which the one before was handed over has the heads of both', async () => {
    const logId = await log.store.logId();
    const third = new HeadSigner(Buffer.alloc(32, 8));
    await addRotation(log.registry, rotationTo(third, signer, logId, '2026-03-02T11:00:00.000Z'));
    await addRotation(log.registry, rotationTo(next, third, logId, '2026-03-02T12:00:00.000Z'));
    await (await log.follow(60_000, next))?.close();
    expect([log.notes, await verified()]).toEqual([[], { wrong: [], found: null, young: null }]);
  });

  test('that was written into the record by somebody who has only one of the two is not believed', async () => {
    const logId = await log.store.logId();
    const rotation = rotationTo(next, signer, logId, '2026-03-02T11:00:00.000Z');
    const forged = { ...rotation, signatures: { ...rotation.signatures, to: rotation.signatures.from } };
    await addRotation(log.registry, forged);
    await addRotation(log.registry, { ...rotation, logId: 'another' });
    expect(await trustedKeys(log.registry, logId, next.publicKey)).toEqual(new Set([next.publicKey]));
    await log.registry.set('audit:rotations', 'none');
    expect(await trustedKeys(log.registry, logId, next.publicKey)).toEqual(new Set([next.publicKey]));
  });
});
