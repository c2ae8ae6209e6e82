import type { StockMovementDocument } from '../../projectors/stock-movements/stock-movements.ts';

type Told = 'reason' | 'reference' | 'orderId';

/** A movement of stock in one warehouse; `quantity` is negative for what went or was reserved. */
export type Movement = Omit<StockMovementDocument, 'productId' | Told> & { readonly [name in Told]?: string };

export function movementOf(document: StockMovementDocument): Movement {
  const { productId: _, reason, reference, orderId, ...movement } = document;
  return {
    ...movement,
    ...(reason === null ? {} : { reason }),
    ...(reference === null ? {} : { reference }),
    ...(orderId === null ? {} : { orderId }),
  };
}

export const exampleMovement: Movement = {
  revision: 4,
  position: '00000000000004d2',
  type: 'StockReserved',
  at: '2026-03-02T14:05:00.000Z',
  actor: { id: 'order-saga', role: 'system' },
  warehouse: 'main',
  quantity: -3,
  orderId: '7e4b2c1d-0a9f-8c35-b7e6-4d3c2b1a0f9e',
};
