import { systemClock } from '../../engine/tools/clock.ts';
import type { LogFeed } from '../../engine/feed/log-feed.ts';
import type { Projection } from '../../engine/projections/projection.ts';
import type { ProjectionServices } from '../../engine/projections/builds/slot.ts';
import { coldFold } from '../../engine/projections/folding/cold-fold.ts';
import { scanDigest } from '../../engine/projections/folding/digest.ts';
import { Projections } from '../../engine/projections/projections.ts';
import type { OffThreadBuilds } from '../../engine/projections/ports/off-thread.ts';
import type { ViewStore } from '../../engine/projections/ports/view-store.ts';
import { MemoryShop } from '../rough/memory-shop.ts';
import { MemoryParkedEvents } from '../rough/parked-events.ts';
import { TillLog, tillTypes } from '../rough/tills.ts';
import type { ViewStorePlace } from './view-store.ts';

export type Opened = {
  readonly projections: Projections;
  readonly feed: LogFeed;
  readonly views: ViewStore;
  readonly close: () => Promise<void>;
};

/** `offThread`: what the place for views can do elsewhere. */
type OpenOptions = Partial<ProjectionServices> & { readonly offThread?: OffThreadBuilds };

/** One log and one place for views, which a process may open, leave and open again. */
export class ProjectionShop extends MemoryShop {
  readonly log: TillLog;
  readonly parked = new MemoryParkedEvents();

  constructor(
    readonly place: ViewStorePlace,
    seed = 1,
  ) {
    super(tillTypes, { seed, foreign: 0.4 });
    this.log = new TillLog(this.store);
  }

  async open(projection: Projection, { offThread, ...options }: OpenOptions = {}): Promise<Opened> {
    const views = options.views ?? (await this.place.reopen(offThread));
    const feed = options.feed ?? (await this.openFeed());
    const { parked, registry } = this;
    const services = { parked, registry, clock: systemClock, lazyMs: 5, ...options, views, feed };
    const projections = new Projections([projection], services);
    await projections.start();
    const close = async () => {
      await projections.close();
      await feed.close();
    };
    return { projections, feed, views, close };
  }

  /** The digest that a view of this log must have at its head. */
  async trueDigest(projection: Projection): Promise<string> {
    const feed = await this.openFeed();
    const digest = await coldFold(projection, feed, { upTo: await this.store.head() });
    await feed.close();
    return digest;
  }

  async dispose(): Promise<void> {
    await this.close();
    await this.place.remove();
  }
}

/** The digest of what the live build keeps. */
export async function keptDigest(views: ViewStore, projection: Projection): Promise<string> {
  return scanDigest(await views.open(projection, (await views.live(projection.name))!));
}
