import type { Decider } from '../decider.ts';
import type { InventoryCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { InventoryEvent } from './events.ts';
import { emptyInventory, evolve } from './state.ts';
import type { Inventory } from './state.ts';

export { available, emptyInventory, mainWarehouse, onHand, reserved, stockIn } from './state.ts';
export type { Inventory, WarehouseStock } from './state.ts';

/** Streams `inventory-<productId>`. */
export const inventoryDecider: Decider<Inventory, InventoryCommand, InventoryEvent> = {
  name: 'inventory',
  stateVersion: 2,
  initial: emptyInventory,
  decide,
  evolve,
};
