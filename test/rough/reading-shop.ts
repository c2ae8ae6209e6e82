import type { EventTypes } from '../../engine/log/event-registry.ts';
import type { ReactorServices } from '../../engine/reactions/reactor-services.ts';
import { MemoryShop } from './memory-shop.ts';
import { TillLog, tillTypes } from './tills.ts';

/** A shop of tills whose processes react, and a clock that a test moves on. */
export class ReadingShop extends MemoryShop {
  readonly log: TillLog;
  now = Date.UTC(2026, 0, 2);
  readonly clock = () => new Date(this.now).toISOString();

  constructor(types: EventTypes = {}, seed = 1) {
    super({ ...tillTypes, ...types }, { seed, foreign: 0.3 });
    this.log = new TillLog(this.store);
  }

  /** What a process of this shop gives its reactors. */
  async services(options: Partial<ReactorServices> = {}): Promise<ReactorServices> {
    const { checkpoints, clock } = this;
    const feed = await this.openFeed();
    return { feed, checkpoints, clock, saveMs: 1, backOff: { firstMs: 1, mostMs: 5 }, ...options };
  }

  /** Small values, checkpoints and time-outs as a process that dies now leaves them. */
  async die(): Promise<void> {
    this.registry = this.registry.copied();
    this.schedule = this.schedule.copied();
    this.checkpoints = this.checkpoints.copied();
  }
}
