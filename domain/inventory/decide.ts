import { accept, invalid, reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { unreachable } from '../event.ts';
import type { OrderId } from '../ids.ts';
import type { InventoryCommand } from './commands.ts';
import type { Allocation, InventoryEvent } from './events.ts';
import { reservationOf } from './reservations.ts';
import { available, mainWarehouse, onHand, stockIn } from './state.ts';
import type { Inventory } from './state.ts';

/** No product has more on hand than this, in all warehouses together. */
const maxStock = 1_000_000_000;

/** Stock is never promised twice: what is reserved is always on hand, in every warehouse. */
export function decide(command: InventoryCommand, inventory: Inventory): Decision<InventoryEvent> {
  switch (command.type) {
    case 'ReceiveStock': {
      const { warehouse, quantity, reference } = command;
      if (!Number.isInteger(quantity) || quantity < 1) return invalid('quantity', 'at least 1 is received');
      if (onHand(inventory) + quantity > maxStock) return tooMuch('quantity');
      return accept({ type: 'StockReceived', data: { warehouse, quantity, reference } });
    }
    case 'AdjustStock':
      return adjust(command, inventory);
    case 'ReserveStock':
      return reserve(command.orderId, command.quantity, inventory);
    case 'ReleaseStock': {
      const open = openReservation(inventory, command.orderId);
      return open === null ? accept() : accept({ type: 'StockReleased', data: open });
    }
    case 'DeductStock': {
      const open = openReservation(inventory, command.orderId);
      return open === null ? accept() : accept({ type: 'StockDeducted', data: open });
    }
    case 'ReturnStock': {
      const { orderId, returnId, quantity } = command;
      return accept({ type: 'StockReturned', data: { orderId, returnId, warehouse: mainWarehouse, quantity } });
    }
    default:
      return unreachable(command, accept());
  }
}

function adjust(
  { delta, reason, warehouse }: Extract<InventoryCommand, { type: 'AdjustStock' }>,
  inventory: Inventory,
): Decision<InventoryEvent> {
  if (!Number.isInteger(delta)) return invalid('delta', 'a delta is a whole number');
  if (delta === 0) return accept();
  const stock = stockIn(inventory, warehouse);
  const free = stock.onHand - stock.reserved;
  if (free + delta < 0) return reject('insufficient-stock', { available: free });
  if (onHand(inventory) + delta > maxStock) return tooMuch('delta');
  return accept({ type: 'StockAdjusted', data: { warehouse, delta, reason } });
}

function reserve(orderId: OrderId, quantity: number, inventory: Inventory): Decision<InventoryEvent> {
  if (openReservation(inventory, orderId) !== null) return accept();
  const left = available(inventory);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > left) {
    return accept({ type: 'StockReservationRefused', data: { orderId, quantity, available: left } });
  }
  return accept({ type: 'StockReserved', data: { orderId, quantity, allocations: allocate(quantity, inventory) } });
}

/** From `main` first, then from the other warehouses by name. */
function allocate(quantity: number, { warehouses }: Inventory): readonly Allocation[] {
  const allocations: Allocation[] = [];
  let missing = quantity;
  for (const { warehouse, onHand: held, reserved } of warehouses) {
    const taken = Math.min(missing, held - reserved);
    if (taken > 0) allocations.push({ warehouse, quantity: taken });
    missing -= taken;
  }
  return allocations;
}

function openReservation(
  { reservations }: Inventory,
  orderId: OrderId,
): { orderId: OrderId; quantity: number; allocations: readonly Allocation[] } | null {
  const open = reservationOf(reservations, orderId);
  if (open === undefined) return null;
  const { allocations } = open;
  return { orderId, quantity: allocations.reduce((sum, each) => sum + each.quantity, 0), allocations };
}

function tooMuch(field: string): Decision<InventoryEvent> {
  return invalid(field, `no more than ${maxStock} are kept of a product`);
}
