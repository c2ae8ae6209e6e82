import { inventoryEventTypes } from '../../domain/inventory/event-types.ts';
import type { Allocation, InventoryEvent } from '../../domain/inventory/events.ts';
import type { ProductEvent } from '../../domain/product/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { idIn } from '../stream-id.ts';
import { typesIn } from '../types-in.ts';

export type WarehouseStock = { readonly warehouse: string; readonly onHand: number; readonly reserved: number };

/** The stock of one product. */
export type InventoryDocument = {
  readonly productId: string;
  readonly sku: string;
  readonly vendorId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly warehouses: readonly WarehouseStock[];
  /** Of the stock's stream; -1 before its first event. */
  readonly revision: number;
};

type StockEvent = Extract<ProductEvent, { type: 'ProductAdded' }> | InventoryEvent;
type Change = { readonly warehouse: string; readonly onHand: number; readonly reserved: number };

function changesOf(event: Recorded<InventoryEvent>): readonly Change[] {
  const each = (allocations: readonly Allocation[], onHand: number, reserved: number) =>
    allocations.map(({ warehouse, quantity }) => ({
      warehouse,
      onHand: onHand * quantity,
      reserved: reserved * quantity,
    }));
  switch (event.type) {
    case 'StockReceived':
    case 'StockReturned':
      return each([event.data], 1, 0);
    case 'StockAdjusted':
      return [{ warehouse: event.data.warehouse, onHand: event.data.delta, reserved: 0 }];
    case 'StockReserved':
      return each(event.data.allocations, 0, 1);
    case 'StockReleased':
      return each(event.data.allocations, 0, -1);
    case 'StockDeducted':
      return each(event.data.allocations, -1, -1);
    default:
      return [];
  }
}

function changed(warehouses: readonly WarehouseStock[], change: Change): readonly WarehouseStock[] {
  const before = warehouses.find(({ warehouse }) => warehouse === change.warehouse);
  if (before === undefined) return [...warehouses, change];
  const after = {
    ...before,
    onHand: before.onHand + change.onHand,
    reserved: before.reserved + change.reserved,
  };
  return warehouses.map((stock) => (stock === before ? after : stock));
}

function evolve(stock: InventoryDocument | null, event: Recorded<StockEvent>): InventoryDocument | null {
  if (event.type === 'ProductAdded') {
    const none = { onHand: 0, reserved: 0 };
    return {
      productId: idIn(event.stream),
      sku: event.data.sku,
      vendorId: event.data.vendorId,
      ...none,
      available: 0,
      warehouses: [{ warehouse: 'main', ...none }],
      revision: -1,
    };
  }
  if (stock === null) return null;
  const warehouses = changesOf(event).reduce(changed, stock.warehouses);
  const onHand = warehouses.reduce((sum, each) => sum + each.onHand, 0);
  const reserved = warehouses.reduce((sum, each) => sum + each.reserved, 0);
  return { ...stock, warehouses, onHand, reserved, available: onHand - reserved, revision: event.revision };
}

/** Stock of every product, by warehouse. What counts as low is asked of it, so `available` is indexed. */
export const inventory = projection<InventoryDocument, StockEvent>({
  name: 'inventory',
  version: 1,
  handles: ['ProductAdded', ...typesIn(inventoryEventTypes)],
  keys: (event) => [idIn(event.stream)],
  evolve,
  indexes: [{ fields: ['sku'] }, { fields: ['vendorId', 'sku'] }, { fields: ['available', 'sku'] }],
});
