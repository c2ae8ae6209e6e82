import { CommandExecutor } from '../../engine/commands/command-executor.ts';
import { SubscribedLogFeed } from '../../engine/feed/subscribed-log-feed.ts';
import { EventCodec } from '../../engine/log/event-codec.ts';
import type { EventTypes } from '../../engine/log/event-registry.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import { monotonicClock } from '../../engine/tools/clock.ts';
import { MemoryCache } from './cache.ts';
import { RoughCheckpoints } from './checkpoints.ts';
import { RoughEventStore, type Manners } from './event-store.ts';
import { MemoryRegistry } from './registry.ts';
import { MemoryKeyVault } from './key-vault.ts';
import { RoughSchedule } from './schedule.ts';
import { MemorySnapshotStore } from './snapshot-store.ts';
import { wholeLog } from '../whole-log.ts';

/** What outlives the processes of a shop, in memory; processes start on it, end, and start again. */
export class MemoryShop {
  readonly store: RoughEventStore;
  readonly snapshots = new MemorySnapshotStore();
  registry = new MemoryRegistry();
  readonly cache = new MemoryCache();
  schedule = new RoughSchedule();
  checkpoints = new RoughCheckpoints();
  /** The codec of a process that only reads. */
  readonly codec: EventCodec;
  private readonly feeds: SubscribedLogFeed[] = [];

  constructor(
    private readonly types: EventTypes,
    manners: Manners = {},
    readonly vault = new MemoryKeyVault(),
  ) {
    this.store = new RoughEventStore(manners);
    this.codec = this.newCodec();
  }

  /** As a process starts with: no key in memory. */
  newCodec(now = monotonicClock): EventCodec {
    return new EventCodec(this.types, this.vault, now);
  }

  /** As a process starts with: no stream in memory. */
  newExecutor({ codec = this.newCodec(), snapshots = this.snapshots } = {}): CommandExecutor {
    return new CommandExecutor({ store: this.store, codec, snapshots });
  }

  /** The feed of a process; closed with the shop at the latest. `capacity`: events that it keeps in memory, at least. */
  async openFeed({ decoder = this.codec, capacity = 10_000 } = {}): Promise<SubscribedLogFeed> {
    const { store, registry } = this;
    const feed = await SubscribedLogFeed.open({ store, decoder, registry, capacity });
    this.feeds.push(feed);
    return feed;
  }

  /** Every event of the log, as it reads. */
  async events(): Promise<Recorded<Event>[]> {
    const stored = await wholeLog(this.store);
    return Promise.all(stored.map((event) => this.codec.decode(event)));
  }

  async close(): Promise<void> {
    for (const feed of this.feeds) await feed.close();
    await this.store.close();
  }
}
