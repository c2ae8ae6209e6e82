import { openEmbedded } from '../adapters/embedded/embedded.ts';
import { EmbeddedViewStore } from '../adapters/embedded/views/view-store.ts';
import { AuditReader } from '../engine/audit/reader.ts';
import { CommandExecutor } from '../engine/commands/command-executor.ts';
import { EventCodec } from '../engine/log/event-codec.ts';
import { SubscribedLogFeed } from '../engine/feed/subscribed-log-feed.ts';
import { trustedKeys } from '../engine/audit/heads/key-rotation.ts';
import { LogTree } from '../engine/audit/tree/log-tree.ts';
import { Rebuilds } from '../adapters/embedded/rebuild/rebuilds.ts';
import { eventTypes } from './shop-folds.ts';
import { takeOverEarlier } from './take-over-earlier.ts';

/** The engine on one data folder: the ports and what runs on them. Everything else is started on top of it. */
export type EngineRoom = Awaited<ReturnType<typeof openEngineRoom>>;

/**
 * Opens a data folder, made when missing. Throws when another process holds it or the master key does not fit.
 * `auditKey`: the public key that must have signed the log's heads, or handed over to it; null: any.
 */
export async function openEngineRoom(dataDir: string, masterKey: Uint8Array, auditKey: string | null = null) {
  const embedded = await openEmbedded({ dir: dataDir, masterKey });
  const { eventStore, registry, keyVault, snapshots } = embedded;
  const codec = new EventCodec(eventTypes, keyVault);
  await takeOverEarlier({ ...embedded, sealing: codec });
  const executor = new CommandExecutor({ store: eventStore, codec, snapshots });
  const feed = await SubscribedLogFeed.open({ store: eventStore, decoder: codec, registry, inMemory: [executor] });
  const rebuilds = new Rebuilds({ dir: embedded.dir, masterKey, folds: new URL('./shop-folds.js', import.meta.url) });
  const views = new EmbeddedViewStore(dataDir, rebuilds);
  const trusted = auditKey === null ? null : await trustedKeys(registry, await eventStore.logId(), auditKey);
  return {
    ...embedded,
    codec,
    executor,
    feed,
    views,
    rebuilds,
    audit: new AuditReader(eventStore, codec, new LogTree(embedded.treeStore, trusted), registry),
    trusted: trusted ?? new Set<string>(),
    pepper: await keyVault.pepper(),
    head: () => eventStore.head(),
    async close(): Promise<void> {
      await executor.close();
      await feed.close();
      await views.close();
      await embedded.close();
    },
  };
}
