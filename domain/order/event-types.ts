/** What the one gate for events knows of an order's events. */
export const orderEventTypes = {
  OrderPlaced: { version: 1, personal: ['buyer', 'shippingAddress'], secret: ['paymentToken'] },
  OrderStockReserved: { version: 1 },
  OrderPaymentAuthorized: { version: 1 },
  OrderPaymentDeclined: { version: 1 },
  OrderConfirmed: { version: 1 },
  OrderShipped: { version: 1 },
  OrderPaymentCaptured: { version: 1 },
  OrderDelivered: { version: 1 },
  OrderCompleted: { version: 1 },
  OrderCancelled: { version: 1, personal: ['note'] },
  OrderReturned: { version: 1, personal: ['reason'] },
  RefundIssued: { version: 1, personal: ['reason'] },
} as const;
