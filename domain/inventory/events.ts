import type { Event } from '../event.ts';
import type { OrderId } from '../ids.ts';

export type Allocation = { readonly warehouse: string; readonly quantity: number };

/** The stock of one product; its stream is `inventory-<productId>`. Quantities are positive but for deltas. */
export type InventoryEvent =
  | Event<'StockReceived', { warehouse: string; quantity: number; reference: string | null }>
  | Event<'StockAdjusted', { warehouse: string; delta: number; reason: string }>
  | Event<'StockReserved', { orderId: OrderId; quantity: number; allocations: readonly Allocation[] }>
  | Event<'StockReservationRefused', { orderId: OrderId; quantity: number; available: number }>
  | Event<'StockReleased', { orderId: OrderId; quantity: number; allocations: readonly Allocation[] }>
  /** A reserved quantity left the warehouses with its shipment. */
  | Event<'StockDeducted', { orderId: OrderId; quantity: number; allocations: readonly Allocation[] }>
  | Event<'StockReturned', { orderId: OrderId; returnId: string; warehouse: string; quantity: number }>;
