import type { InventoryEvent } from '../../domain/inventory/events.ts';
import { inventoryDecider, type Inventory } from '../../domain/inventory/inventory.ts';
import type { Recorded } from '../../engine/log/event.ts';
import type { Executor } from '../../engine/commands/executor.ts';

type Kept = { readonly revision: number; readonly state: Inventory };

/** The stock after each of its movements. A hot product's stream is long: the newest folds are kept and folded on. */
export class StockFolds {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly executor: Executor,
    private readonly most = 1_000,
  ) {}

  async after(event: Recorded<InventoryEvent>): Promise<Inventory> {
    const { stream, revision } = event;
    const before = this.kept.get(stream);
    const state =
      before?.revision === revision - 1 ? inventoryDecider.evolve(before.state, event) : await this.folded(event);
    this.kept.delete(stream);
    this.kept.set(stream, { revision, state });
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value!);
    return state;
  }

  private async folded({ stream, revision }: Recorded<InventoryEvent>): Promise<Inventory> {
    const loaded = await this.executor.loadAt(inventoryDecider, stream.slice('inventory-'.length), { revision });
    return loaded?.state ?? inventoryDecider.initial;
  }
}
