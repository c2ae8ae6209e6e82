import { CommandExecutor } from '../../engine/commands/command-executor.ts';
import { EventCodec } from '../../engine/log/event-codec.ts';
import type { EventTypes } from '../../engine/log/event-registry.ts';
import type { KeyValue } from '../../engine/stores/key-value.ts';
import { SubscribedLogFeed } from '../../engine/feed/subscribed-log-feed.ts';
import type { ReactorServices } from '../../engine/reactions/reactor-runtime.ts';
import { RoughEventStore } from './event-store.ts';
import { MemoryKeyValue } from './key-value.ts';
import { MemoryKeyVault } from './key-vault.ts';
import { MemorySnapshotStore } from './snapshot-store.ts';
import { TillLog, tillTypes } from './tills.ts';

/** What outlives a process that reacts to tills: the log, the small values, and a clock that a test moves on. */
export class ReadingShop {
  readonly store: RoughEventStore;
  readonly log: TillLog;
  readonly codec: EventCodec;
  keyValue: KeyValue = new MemoryKeyValue();
  now = Date.UTC(2026, 0, 2);
  readonly clock = () => new Date(this.now).toISOString();
  private readonly feeds: SubscribedLogFeed[] = [];

  constructor(types: EventTypes = {}, seed = 1) {
    this.store = new RoughEventStore({ seed, foreign: 0.3 });
    this.codec = new EventCodec({ ...tillTypes, ...types }, new MemoryKeyVault());
    this.log = new TillLog(this.store);
  }

  /** An executor with caches of its own. */
  executor(): CommandExecutor {
    return new CommandExecutor({ store: this.store, codec: this.codec, snapshots: new MemorySnapshotStore() });
  }

  /** What a process of this shop gives its reactors. */
  async services(options: Partial<ReactorServices> = {}): Promise<ReactorServices> {
    const { store, codec: decoder, keyValue, clock } = this;
    const feed = await SubscribedLogFeed.open({ store, decoder, keyValue });
    this.feeds.push(feed);
    return { feed, keyValue, clock, saveMs: 1, backOff: { firstMs: 1, mostMs: 5 }, ...options };
  }

  /** Small values as a process that dies now leaves them. */
  async die(): Promise<void> {
    const left = new MemoryKeyValue();
    for (const { key, value } of await this.keyValue.scan('', 10_000)) await left.set(key, value);
    this.keyValue = left;
  }

  async close(): Promise<void> {
    for (const feed of this.feeds) await feed.close();
    await this.store.close();
  }
}
