import type { InventoryEvent } from '../../domain/inventory/events.ts';
import type { Actor, Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { idIn } from '../stream-id.ts';

/**
 * One movement in one warehouse; a reservation spread over two warehouses makes two. `quantity` is signed: what came
 * (received, released, returned, adjusted up) is positive, what went (reserved, deducted, adjusted down) negative.
 * Received + adjusted + deducted + returned sum up to what is on hand; all but deducted to what is available.
 */
export type StockMovementDocument = {
  readonly productId: string;
  readonly revision: number;
  readonly position: string;
  readonly type: Movement['type'];
  readonly at: string;
  readonly actor: Actor;
  readonly warehouse: string;
  readonly quantity: number;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly orderId: string | null;
};

/** A refused reservation moves nothing. */
type Movement = Exclude<InventoryEvent, { type: 'StockReservationRefused' }>;

function movesOf(event: Recorded<Movement>): readonly { warehouse: string; quantity: number }[] {
  switch (event.type) {
    case 'StockAdjusted':
      return [{ warehouse: event.data.warehouse, quantity: event.data.delta }];
    case 'StockReceived':
    case 'StockReturned':
      return [event.data];
    case 'StockReleased':
      return event.data.allocations;
    default:
      return event.data.allocations.map(({ warehouse, quantity }) => ({ warehouse, quantity: -quantity }));
  }
}

const keyOf = (event: Recorded<Movement>, warehouse: string) => `${event.id}/${warehouse}`;

/** Every movement of stock, newest first by position. */
export const stockMovements = projection<StockMovementDocument, Movement>({
  name: 'stock-movements',
  version: 1,
  handles: ['StockReceived', 'StockAdjusted', 'StockReserved', 'StockReleased', 'StockDeducted', 'StockReturned'],
  keys: (event) => movesOf(event).map(({ warehouse }) => keyOf(event, warehouse)),
  evolve: (_, event, key) => {
    const move = movesOf(event).find(({ warehouse }) => keyOf(event, warehouse) === key);
    if (move === undefined) return null;
    return {
      productId: idIn(event.stream),
      revision: event.revision,
      position: event.position,
      type: event.type,
      at: event.time,
      actor: event.actor,
      warehouse: move.warehouse,
      quantity: move.quantity,
      reason: event.type === 'StockAdjusted' ? event.data.reason : null,
      reference: event.type === 'StockReceived' ? event.data.reference : null,
      orderId: 'orderId' in event.data ? event.data.orderId : null,
    };
  },
  indexes: [{ fields: ['productId', 'position'] }],
});
