import { idOf } from './shop-to-read.ts';
import type { Reader } from './shop-to-read.ts';
import { aKeptAddress } from '../an-address.ts';

export const boss: Reader = { userId: idOf('boss'), roles: ['admin'] };
export const ada: Reader = { userId: idOf('ada'), roles: ['customer'] };
export const bob: Reader = { userId: idOf('bob'), roles: ['customer'] };
export const vera: Reader = { userId: idOf('vera'), roles: ['vendor'] };
export const victor: Reader = { userId: idOf('victor'), roles: ['vendor'] };

export const euros = (amount: number) => ({ amount, currency: 'EUR' });

/** A product's details as its event has them. */
export function details(sku: string, changes: object = {}): object {
  return {
    sku,
    name: `Product ${sku}`,
    description: null,
    price: euros(1000),
    category: null,
    images: [],
    attributes: {},
    vendorId: vera.userId,
    initialStock: 0,
    ...changes,
  };
}

/** An order as placed, of one line a product. */
export function placed(customerId: string, lines: readonly (readonly [productId: string, vendorId: string])[]): object {
  const total = euros(1000 * lines.length);
  return {
    orderNumber: 'A-1',
    customerId,
    buyer: { email: 'ada@example.com', fullName: 'Ada Lovelace' },
    lines: lines.map(([productId, vendorId]) => ({
      productId,
      sku: productId,
      name: 'Kettle',
      vendorId,
      quantity: 1,
      unitPrice: euros(1000),
      lineTotal: euros(1000),
    })),
    subtotal: total,
    discount: euros(0),
    charges: [],
    total,
    paymentMethod: 'card',
    paymentToken: 'tok_ok',
    shippingAddress: aKeptAddress,
    cartRevision: null,
  };
}
