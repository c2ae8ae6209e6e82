import { unreachable } from '../event.ts';
import type { OrderId } from '../ids.ts';
import type { Allocation, InventoryEvent } from './events.ts';
import { withoutReservation, withReservation } from './reservations.ts';
import type { Reservations } from './reservations.ts';

export const mainWarehouse = 'main';

export type WarehouseStock = { readonly warehouse: string; readonly onHand: number; readonly reserved: number };

/** The stock of one product: what each warehouse holds, and the reservations that are still open. */
export type Inventory = {
  /** `main` first, then by name. */
  readonly warehouses: readonly WarehouseStock[];
  readonly reservations: Reservations;
};

export const emptyInventory: Inventory = { warehouses: [], reservations: [] };

export function onHand(inventory: Inventory): number {
  return inventory.warehouses.reduce((sum, each) => sum + each.onHand, 0);
}

export function reserved(inventory: Inventory): number {
  return inventory.warehouses.reduce((sum, each) => sum + each.reserved, 0);
}

export function available(inventory: Inventory): number {
  return onHand(inventory) - reserved(inventory);
}

export function stockIn(inventory: Inventory, warehouse: string): WarehouseStock {
  return inventory.warehouses.find((each) => each.warehouse === warehouse) ?? { warehouse, onHand: 0, reserved: 0 };
}

export function evolve(inventory: Inventory, event: InventoryEvent): Inventory {
  switch (event.type) {
    case 'StockReceived':
    case 'StockReturned':
      return moved(inventory, event.data.warehouse, event.data.quantity, 0);
    case 'StockAdjusted':
      return moved(inventory, event.data.warehouse, event.data.delta, 0);
    case 'StockReserved': {
      const { orderId, allocations } = event.data;
      const reservations = withReservation(inventory.reservations, { orderId, allocations });
      return { ...allMoved(inventory, allocations, 0, 1), reservations };
    }
    case 'StockReservationRefused':
      return inventory;
    case 'StockReleased':
      return closed(allMoved(inventory, event.data.allocations, 0, -1), event.data.orderId);
    case 'StockDeducted':
      return closed(allMoved(inventory, event.data.allocations, -1, -1), event.data.orderId);
    default:
      return unreachable(event, inventory);
  }
}

function moved(inventory: Inventory, warehouse: string, toHand: number, toReserved: number): Inventory {
  const before = stockIn(inventory, warehouse);
  const after = { warehouse, onHand: before.onHand + toHand, reserved: before.reserved + toReserved };
  const others = inventory.warehouses.filter((each) => each.warehouse !== warehouse);
  return { ...inventory, warehouses: [...others, after].toSorted(mainFirst) };
}

function allMoved(
  inventory: Inventory,
  allocations: readonly Allocation[],
  toHand: -1 | 0,
  toReserved: -1 | 1,
): Inventory {
  return allocations.reduce(
    (stock, { warehouse, quantity }) => moved(stock, warehouse, toHand * quantity, toReserved * quantity),
    inventory,
  );
}

function closed(inventory: Inventory, orderId: OrderId): Inventory {
  return { ...inventory, reservations: withoutReservation(inventory.reservations, orderId) };
}

function mainFirst(one: WarehouseStock, other: WarehouseStock): number {
  if (one.warehouse === mainWarehouse) return -1;
  if (other.warehouse === mainWarehouse) return 1;
  return one.warehouse < other.warehouse ? -1 : 1;
}
