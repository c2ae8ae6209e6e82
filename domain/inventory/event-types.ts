/** What the one gate for events knows of a stock's events. */
export const inventoryEventTypes = {
  StockReceived: { version: 1 },
  StockAdjusted: { version: 1 },
  StockReserved: { version: 1 },
  StockReservationRefused: { version: 1 },
  StockReleased: { version: 1 },
  StockDeducted: { version: 1 },
  StockReturned: { version: 1 },
} as const;
