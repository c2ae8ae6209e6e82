import type { OrderCommand, PlaceOrder, RequestedLine } from '../domain/order/commands.ts';
import type { OrderEventOf } from '../domain/order/events.ts';
import type { Money } from '../domain/money.ts';
import { aKeptAddress } from './an-address.ts';

export const euro = (amount: number): Money => ({ amount, currency: 'EUR' });

export const orderId = '0b0e6f0e-6a2c-8f3e-9d55-3f1c1d7a0001';
export const customerId = '5c1f3a52-0f5e-8a0e-8b1e-1d1f6b2c0002';
export const vendorId = '7d2a4b63-1a6f-8b1f-9c2f-2e2a7c3d0003';
export const headphones = 'a1b2c3d4-0000-8000-8000-000000000001';
export const cable = 'a1b2c3d4-0000-8000-8000-000000000002';

export const buyer = { email: 'ada@example.com', fullName: 'Ada Lovelace' };

export const requested = (productId: string, quantity: number, price: Money): RequestedLine => ({
  productId,
  quantity,
  product: {
    sku: productId === headphones ? 'HP-1' : 'CB-1',
    name: productId === headphones ? 'Headphones' : 'Cable',
    vendorId,
    price,
    discontinued: false,
  },
});

/** Two headphones at 79.99 and three cables at 5.00, by card. */
export const placeOrder: PlaceOrder = {
  type: 'PlaceOrder',
  orderNumber: 'S-1C76-Y3KA',
  customerId,
  buyer,
  lines: [requested(headphones, 2, euro(7999)), requested(cable, 3, euro(500))],
  charges: [],
  paymentMethod: 'card',
  paymentToken: 'tok_ok',
  shippingAddress: aKeptAddress,
  expectedTotal: null,
  cartRevision: null,
};

export const lines = [
  {
    productId: headphones,
    sku: 'HP-1',
    name: 'Headphones',
    vendorId,
    quantity: 2,
    unitPrice: euro(7999),
    lineTotal: euro(15998),
  },
  {
    productId: cable,
    sku: 'CB-1',
    name: 'Cable',
    vendorId,
    quantity: 3,
    unitPrice: euro(500),
    lineTotal: euro(1500),
  },
];

export const total = euro(17498);

export const orderPlaced: OrderEventOf<'OrderPlaced'> = {
  type: 'OrderPlaced',
  data: {
    orderNumber: placeOrder.orderNumber,
    customerId,
    buyer,
    lines,
    subtotal: total,
    discount: euro(0),
    charges: [],
    total,
    paymentMethod: 'card',
    paymentToken: 'tok_ok',
    shippingAddress: aKeptAddress,
    cartRevision: null,
  },
};

export const cashOrderPlaced: OrderEventOf<'OrderPlaced'> = {
  type: 'OrderPlaced',
  data: { ...orderPlaced.data, paymentMethod: 'cash_on_delivery', paymentToken: null },
};

export const stockReserved = { type: 'OrderStockReserved', data: {} } as const;
export const paymentAuthorized = { type: 'OrderPaymentAuthorized', data: {} } as const;
export const paymentDeclined = { type: 'OrderPaymentDeclined', data: { reason: 'card_declined' } } as const;
export const confirmedAt = '2026-11-21T10:00:00.000Z';
export const orderConfirmed: OrderEventOf<'OrderConfirmed'> = {
  type: 'OrderConfirmed',
  data: { confirmedAt, customerId, total, lines },
};
export const orderShipped: OrderEventOf<'OrderShipped'> = {
  type: 'OrderShipped',
  data: { trackingNumber: 'DHL-1' },
};
export const paymentCaptured: OrderEventOf<'OrderPaymentCaptured'> = {
  type: 'OrderPaymentCaptured',
  data: { amount: total },
};
export const orderDelivered = { type: 'OrderDelivered', data: {} } as const;
export const orderCompleted = { type: 'OrderCompleted', data: {} } as const;

/** The events of an order up to each step of its life. */
export const confirmed = [orderPlaced, stockReserved, paymentAuthorized, orderConfirmed];
export const shipped = [...confirmed, orderShipped, paymentCaptured];
export const delivered = [...shipped, orderDelivered];
export const completed = [...delivered, orderCompleted];

export const cancelled: OrderEventOf<'OrderCancelled'> = {
  type: 'OrderCancelled',
  data: {
    reason: 'requested_by_customer',
    note: null,
    by: { id: customerId, role: 'customer' },
    confirmedAt: null,
    total,
    lines,
  },
};

export const cancelByCustomer: Extract<OrderCommand, { type: 'CancelOrder' }> = {
  type: 'CancelOrder',
  reason: 'requested_by_customer',
  note: null,
  by: { id: customerId, role: 'customer' },
};
