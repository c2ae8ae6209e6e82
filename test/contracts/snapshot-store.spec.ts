import type { Snapshot } from '../../engine/stores/snapshot-store.ts';
import { MemorySnapshotStore } from '../rough/snapshot-store.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';
import { snapshotStoreContract } from './snapshot-store.ts';

snapshotStoreContract(
  'embedded',
  embeddedSubject((embedded) => embedded.snapshots),
);
snapshotStoreContract(
  'in memory',
  memorySubject(
    () => new Map<string, Snapshot>(),
    (kept) => new MemorySnapshotStore(kept),
  ),
);
