import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SnapshotStore } from '../../engine/stores/snapshot-store.ts';
import type { OpenSubject, Subject } from './subject.ts';

/** What every SnapshotStore must do. */
export function snapshotStoreContract(name: string, open: OpenSubject<SnapshotStore>): void {
  describe(`SnapshotStore: ${name}`, () => {
    let subject: Subject<SnapshotStore>;
    let store: SnapshotStore;
    beforeEach(async () => {
      subject = await open();
      store = subject.port;
    });
    afterEach(() => subject.dispose());

    test('a stream without a snapshot has none', async () => {
      expect(await store.load('order-1')).toBeNull();
      await store.delete('order-1');
    });

    test('a snapshot comes back as it was saved, and the last one counts', async () => {
      await store.save('order-1', { revision: 10, stateVersion: 1, state: '{"status":"placed"}' });
      await store.save('order-1', { revision: 20, stateVersion: 2, state: '{"status":"paid"}' });
      await store.save('order-2', { revision: 5, stateVersion: 2, state: '{}' });
      expect(await store.load('order-1')).toEqual({ revision: 20, stateVersion: 2, state: '{"status":"paid"}' });
    });

    test('a deleted snapshot is gone, and no other is', async () => {
      await store.save('user-1', { revision: 1, stateVersion: 1, state: '{}' });
      await store.save('user-2', { revision: 1, stateVersion: 1, state: '{}' });
      await store.delete('user-1');
      expect(await store.load('user-1')).toBeNull();
      expect(await store.load('user-2')).toEqual({ revision: 1, stateVersion: 1, state: '{}' });
    });
  });
}
