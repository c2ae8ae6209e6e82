import type { PlaceOrder } from '../../domain/order/commands.ts';
import { aKeptAddress } from '../an-address.ts';

/** So much soap at 5.00 for an order. */
export const someSoap = (quantity: number, productId = 'soap') => ({
  productId,
  quantity,
  product: {
    ...{ sku: 'SOAP', name: 'Soap', vendorId: 'vendor', discontinued: false },
    price: { amount: 500, currency: 'EUR' },
  },
});

/** Ada orders two pieces of soap, to be paid at the door. */
export const soapOrder: PlaceOrder = {
  type: 'PlaceOrder',
  orderNumber: 'S-1',
  customerId: 'ada',
  buyer: { email: 'ada@example.com', fullName: 'Ada' },
  lines: [someSoap(2)],
  charges: [],
  paymentMethod: 'cash_on_delivery',
  paymentToken: null,
  shippingAddress: aKeptAddress,
  expectedTotal: null,
  cartRevision: null,
};
