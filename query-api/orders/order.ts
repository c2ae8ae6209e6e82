import { vendorOrderView } from '../../domain/order/order-view.ts';
import type { OrderView, VendorOrderView } from '../../domain/order/order-view.ts';
import { hasRole } from '../../http/caller.ts';
import type { OrderDocument } from '../../projectors/orders/orders.ts';
import type { Caller } from '../access.ts';

export type ShownOrder = OrderView | VendorOrderView;

/** The order without what it is found by. */
export function orderOf(document: OrderDocument): OrderView {
  const { parties: _, placedAt: __, ...order } = document;
  return order;
}

/** What a caller may see of an order: its buyer and admins all of it, a vendor the own lines; null: nothing. */
export function shownTo(caller: Caller, order: OrderView): ShownOrder | null {
  if (hasRole(caller, 'admin') || order.customerId === caller.userId) return order;
  return hasRole(caller, 'vendor') ? vendorOrderView(order, caller.userId) : null;
}

const price = { amount: 7999, currency: 'EUR' };
const total = { amount: 15998, currency: 'EUR' };

export const exampleOrder: OrderView = {
  id: '7e4b2c1d-0a9f-8c35-b7e6-4d3c2b1a0f9e',
  orderNumber: '7E4B-2C1D',
  customerId: '5b0e7c9a-2f64-8d11-9c3e-0d4f7a1b2c3d',
  status: 'confirmed',
  paymentStatus: 'authorized',
  fulfilmentStatus: 'unfulfilled',
  lines: [
    {
      productId: '3d9a1e70-54c2-8b6f-a1d3-7c5e9f0b2a44',
      sku: 'KET-1',
      name: 'Copper Kettle',
      vendorId: '8c1f0a2b-93d4-8e57-b6a8-2f3e4d5c6b7a',
      quantity: 2,
      unitPrice: price,
      lineTotal: total,
    },
  ],
  subtotal: total,
  discount: { amount: 0, currency: 'EUR' },
  charges: [],
  total,
  refunded: { amount: 0, currency: 'EUR' },
  returns: [],
  refunds: [],
  paymentMethod: 'card',
  shippingAddress: {
    name: 'Ada Lovelace',
    line1: '12 Analytical Way',
    line2: null,
    city: 'London',
    postalCode: 'N1 9GU',
    region: null,
    country: 'GB',
  },
  createdAt: '2026-03-02T14:05:00.000Z',
  updatedAt: '2026-03-02T14:05:00.120Z',
  revision: 3,
};
