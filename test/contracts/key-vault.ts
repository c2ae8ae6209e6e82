import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyVault, VaultCheckpoint } from '../../engine/log/key-vault.ts';
import { positionOf } from '../../engine/log/position.ts';
import type { OpenSubject, Subject } from './subject.ts';

const erasedAt = '2026-01-02T03:04:05.678Z';

async function keyOf(vault: KeyVault, subject: string): Promise<string> {
  const answer = await vault.obtain(subject);
  if (answer.status !== 'key') throw new Error(`no key: ${answer.status}`);
  return Buffer.from(answer.key).toString('hex');
}

/** A vault, and the same one as another process opens it, which reads along. */
export type SharedVault = { readonly vault: KeyVault; readonly openBeside: () => KeyVault };

const at = (event: number): VaultCheckpoint => ({
  logId: 'log',
  position: positionOf(event),
  eventId: `event-${event}`,
});

/** What every KeyVault must do. */
export function keyVaultContract(name: string, open: OpenSubject<SharedVault>): void {
  describe(`KeyVault: ${name}`, () => {
    let subject: Subject<SharedVault>;
    let vault: KeyVault;
    beforeEach(async () => {
      subject = await open();
      vault = subject.port.vault;
    });
    afterEach(() => subject.dispose());

    test('a person who was never seen has no key, and no tombstone either', async () => {
      expect(await vault.find('ann')).toEqual({ status: 'missing' });
    });

    test('a person has one key of 32 bytes, the same at every question', async () => {
      const key = await keyOf(vault, 'ann');
      expect(key).toHaveLength(64);
      expect(await keyOf(vault, 'ann')).toBe(key);
      const found = await vault.find('ann');
      expect(found.status === 'key' && Buffer.from(found.key).toString('hex')).toBe(key);
    });

    test('two persons have two keys', async () => {
      expect(await keyOf(vault, 'ann')).not.toBe(await keyOf(vault, 'bob'));
    });

    test('many who ask at once for a first key get the same one', async () => {
      const keys = await Promise.all(Array.from({ length: 20 }, () => keyOf(vault, 'ann')));
      expect(new Set(keys).size).toBe(1);
    });

    test('a destroyed key is gone for good, and the first time of its end stays known', async () => {
      await vault.obtain('ann');
      await vault.destroy('ann', erasedAt);
      await vault.destroy('ann', '2027-01-01T00:00:00.000Z');
      expect(await vault.find('ann')).toEqual({ status: 'destroyed', at: erasedAt });
      expect(await vault.obtain('ann')).toEqual({ status: 'destroyed', at: erasedAt });
    });

    test('destroying a key that was never made leaves the tombstone all the same', async () => {
      await vault.destroy('carol', erasedAt);
      expect(await vault.obtain('carol')).toEqual({ status: 'destroyed', at: erasedAt });
    });

    test('what one process was told is what another one finds from then on', async () => {
      const beside = subject.port.openBeside();
      expect(await beside.find('ann')).toEqual({ status: 'missing' });
      const key = await keyOf(vault, 'ann');
      const found = await beside.find('ann');
      expect(found.status === 'key' && Buffer.from(found.key).toString('hex')).toBe(key);
      await vault.destroy('ann', erasedAt);
      expect(await beside.find('ann')).toEqual({ status: 'destroyed', at: erasedAt });
      await beside.close();
    });

    test('a vault that nobody read the log for has no checkpoint', async () => {
      expect(await vault.checkpoint()).toBeNull();
    });

    test('the checkpoint is moved by whoever knows where it is, and by nobody else', async () => {
      expect(await vault.moveCheckpoint(at(1), at(2))).toBe(false);
      expect(await vault.moveCheckpoint(null, at(1))).toBe(true);
      expect(await vault.checkpoint()).toEqual(at(1));
      expect(await vault.moveCheckpoint(null, at(3))).toBe(false);
      expect(await vault.moveCheckpoint({ ...at(1), eventId: 'of another history' }, at(3))).toBe(false);
      expect(await vault.moveCheckpoint(at(1), at(2))).toBe(true);
      expect(await vault.moveCheckpoint(at(1), at(3))).toBe(false);
      expect(await vault.checkpoint()).toEqual(at(2));
    });

    test('of many who move the checkpoint at once one does', async () => {
      const moved = await Promise.all([1, 2, 3, 4].map((event) => vault.moveCheckpoint(null, at(event))));
      expect(moved.filter((each) => each)).toHaveLength(1);
      expect(await vault.checkpoint()).toEqual(at(moved.indexOf(true) + 1));
    });

    test('the pepper of the shop is made once', async () => {
      const peppers = await Promise.all([vault.pepper(), vault.pepper()]);
      expect(peppers[0]).toHaveLength(32);
      expect(Buffer.from(peppers[0]).equals(peppers[1])).toBe(true);
    });

    test('keys, tombstones, the pepper and the checkpoint are the same after a restart', async () => {
      const key = await keyOf(vault, 'ann');
      const pepper = Buffer.from(await vault.pepper());
      await vault.obtain('bob');
      await vault.destroy('bob', erasedAt);
      await vault.moveCheckpoint(null, at(1));
      ({ vault } = await subject.reopen());
      expect(await vault.checkpoint()).toEqual(at(1));
      expect(await keyOf(vault, 'ann')).toBe(key);
      expect(await vault.find('bob')).toEqual({ status: 'destroyed', at: erasedAt });
      expect(pepper.equals(await vault.pepper())).toBe(true);
    });
  });
}
