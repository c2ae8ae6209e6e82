import { openDataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { EmbeddedCache } from './cache/cache.ts';
import { EmbeddedCheckpoints } from './checkpoints/checkpoints.ts';
import { EmbeddedEventStore } from './event-store/event-store.ts';
import { EarlierEntries } from './registry/earlier-entries.ts';
import { EmbeddedRegistry } from './registry/registry.ts';
import { EmbeddedKeyVault } from './key-vault/key-vault.ts';
import { EmbeddedMessageBus } from './message-bus/message-bus.ts';
import { EmbeddedParkedEvents } from './parked-events/parked-events.ts';
import { EmbeddedSchedule } from './schedule/schedule.ts';
import { EmbeddedSnapshotStore } from './snapshots/snapshot-store.ts';
import { EmbeddedTreeStore } from './tree-store/tree-store.ts';
import { assertFinished } from './unfinished.ts';
import { Writer } from './writer/writer.ts';

export type EmbeddedOptions = {
  readonly dir: string;
  /** 32 bytes that wrap the keys in vault.db; kept elsewhere, and the same at every start. */
  readonly masterKey: Uint8Array;
  /** Whoever fills the folder, which nobody else may open yet, holds it already; it is not let go by `close()`. */
  readonly held?: DataFolder;
};

/** Everything that one data folder stands for, but the views. */
export type Embedded = Awaited<ReturnType<typeof openEmbedded>>;

/**
 * Opens a data folder, made when it is missing, and holds it until `close()` or the end of the process. Throws
 * DataFolderInUse, WrongMasterKey, VaultMissing, UnfinishedFolder or StoreUnavailable.
 */
export async function openEmbedded({ dir, masterKey, held }: EmbeddedOptions) {
  if (held === undefined) assertFinished(dir);
  const folder = held ?? openDataFolder(dir);
  const closing: (() => Promise<void>)[] = held === undefined ? [async () => folder.release()] : [];
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    const writer = await Writer.open(folder.dir);
    closing.push(() => writer.close());
    const ports = {
      eventStore: new EmbeddedEventStore(folder.dir, writer),
      registry: new EmbeddedRegistry(folder.dir, writer),
      cache: new EmbeddedCache(),
      schedule: new EmbeddedSchedule(folder.dir, writer),
      checkpoints: new EmbeddedCheckpoints(folder.dir, writer),
      keyVault: new EmbeddedKeyVault(folder.dir, writer, masterKey),
      snapshots: new EmbeddedSnapshotStore(folder.dir, writer),
      parkedEvents: new EmbeddedParkedEvents(folder.dir, writer),
      treeStore: new EmbeddedTreeStore(folder.dir, writer),
      messageBus: new EmbeddedMessageBus(folder.dir, writer),
    };
    for (const port of Object.values(ports)) closing.push(() => port.close());
    ports.keyVault.assertBelongsTo((await ports.eventStore.head()) === null);
    // Made before the first request needs it, and the first to notice a master key that does not fit.
    await ports.keyVault.pepper();
    /** After erasures: nothing deleted is left in a write-ahead log. */
    const truncateLogs = async () => {
      for (const lane of ['durable', 'snapshots', 'vault'] as const) await writer.truncateLog(lane);
    };
    const earlierEntries = new EarlierEntries(folder.dir, writer);
    return { ...ports, earlierEntries, dir: folder.dir, truncateLogs, close };
  } catch (error) {
    await close();
    throw error;
  }
}
