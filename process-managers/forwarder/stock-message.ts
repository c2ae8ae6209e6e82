import type { InventoryEvent } from '../../domain/inventory/events.ts';
import { available, onHand, reserved, type Inventory } from '../../domain/inventory/inventory.ts';
import type { InventoryUpdatedPayload } from '../../domain/messages/messages.ts';

/** A refused reservation moves nothing. */
export type StockMovement = Exclude<InventoryEvent, { type: 'StockReservationRefused' }>;

const changeOf = {
  StockReceived: 'received',
  StockAdjusted: 'adjusted',
  StockReserved: 'reserved',
  StockReleased: 'released',
  StockDeducted: 'deducted',
  StockReturned: 'returned',
} as const satisfies Record<StockMovement['type'], string>;

export const stockMovements = Object.keys(changeOf) as readonly StockMovement['type'][];

/** One movement and the stock after it. `quantity` is what moved; of an adjustment its signed delta. */
export function stockPayload(productId: string, stock: Inventory, event: StockMovement): InventoryUpdatedPayload {
  return {
    product_id: productId,
    change: changeOf[event.type],
    quantity: event.type === 'StockAdjusted' ? event.data.delta : event.data.quantity,
    on_hand: onHand(stock),
    reserved: reserved(stock),
    available: available(stock),
    order_id: 'orderId' in event.data ? event.data.orderId : null,
  };
}
