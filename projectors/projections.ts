import type { Projection } from '../engine/projections/projection.ts';
import { carts } from './carts/carts.ts';
import { customers } from './customers/customers.ts';
import { inventory } from './inventory/inventory.ts';
import { notifications } from './notifications/notifications.ts';
import { orderHistory } from './order-history/order-history.ts';
import { orders } from './orders/orders.ts';
import { processes } from './processes/processes.ts';
import { products } from './products/products.ts';
import { productSales } from './sales/product-sales.ts';
import { salesByDay } from './sales/sales-by-day.ts';
import { stockMovements } from './stock-movements/stock-movements.ts';

/** Every view of the shop. */
export const projections: readonly Projection[] = [
  products,
  inventory,
  stockMovements,
  carts,
  orders,
  customers,
  salesByDay,
  productSales,
  notifications,
  orderHistory,
  processes,
];
