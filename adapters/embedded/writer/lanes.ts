import { checkpointWrites } from '../checkpoints/checkpoint-writes.ts';
import { eventWrites } from '../event-store/event-writes.ts';
import { keyVaultWrites } from '../key-vault/key-vault-writes.ts';
import { registryWrites } from '../registry/registry-writes.ts';
import { queueWrites } from '../message-bus/queue-writes.ts';
import { parkedWrites } from '../parked-events/parked-writes.ts';
import { scheduleWrites } from '../schedule/schedule-writes.ts';
import { snapshotWrites } from '../snapshots/snapshot-writes.ts';
import type { SqliteFile } from '../sqlite.ts';
import { treeWrites } from '../tree-store/tree-writes.ts';

/**
 * The files of the writer thread, each with the writes it knows. A file's writes run in the order they were asked for;
 * those that gathered meanwhile share one transaction.
 */
export const lanes = {
  events: { file: 'events.db', use: 'durable', writes: eventWrites },
  durable: {
    file: 'durable.db',
    use: 'durable',
    writes: (file: SqliteFile) => ({
      ...registryWrites(file),
      ...queueWrites(file),
      ...parkedWrites(file),
      ...scheduleWrites(file),
      ...checkpointWrites(file),
    }),
  },
  vault: { file: 'vault.db', use: 'durable', writes: keyVaultWrites },
  merkle: { file: 'merkle.db', use: 'disposable', writes: treeWrites },
  snapshots: { file: 'snapshots.db', use: 'disposable', writes: snapshotWrites },
} as const;

export type Lane = keyof typeof lanes;
export type Writes<L extends Lane> = ReturnType<(typeof lanes)[L]['writes']>;
