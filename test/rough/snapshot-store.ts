import type { Snapshot, SnapshotStore } from '../../engine/stores/snapshot-store.ts';

export class MemorySnapshotStore implements SnapshotStore {
  constructor(readonly snapshots = new Map<string, Snapshot>()) {}

  async load(stream: string): Promise<Snapshot | null> {
    return this.snapshots.get(stream) ?? null;
  }

  async save(stream: string, snapshot: Snapshot): Promise<void> {
    this.snapshots.set(stream, snapshot);
  }

  async delete(stream: string): Promise<void> {
    this.snapshots.delete(stream);
  }

  async close(): Promise<void> {}
}
