import type { InventoryEvent } from '../../domain/inventory/events.ts';
import { inventoryDecider, type Inventory } from '../../domain/inventory/inventory.ts';
import { BoundedMap } from '../../engine/tools/bounded-map.ts';
import type { Recorded } from '../../engine/log/event.ts';
import type { Executor } from '../../engine/commands/executor.ts';

type Kept = { readonly revision: number; readonly state: Inventory };

/** The stock after each of its movements. A hot product's stream is long: the newest folds are kept and folded on. */
export class StockFolds {
  private readonly kept: BoundedMap<string, Kept>;

  constructor(
    private readonly executor: Executor,
    most = 1_000,
  ) {
    this.kept = new BoundedMap(most);
  }

  async after(event: Recorded<InventoryEvent>): Promise<Inventory> {
    const { stream, revision } = event;
    const before = this.kept.get(stream);
    const state =
      before?.revision === revision - 1 ? inventoryDecider.evolve(before.state, event) : await this.folded(event);
    this.kept.set(stream, { revision, state });
    return state;
  }

  private async folded({ stream, revision }: Recorded<InventoryEvent>): Promise<Inventory> {
    const loaded = await this.executor.loadAt(inventoryDecider, stream.slice('inventory-'.length), { revision });
    return loaded?.state ?? inventoryDecider.initial;
  }
}
