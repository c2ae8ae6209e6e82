import { expect, test } from '@jest/globals';
import { at, fold, logOf } from '../../test/folds/log.ts';
import { orders } from './orders.ts';

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const line = (productId: string, vendorId: string) => ({
  productId,
  sku: productId,
  name: productId,
  vendorId,
  quantity: 1,
  unitPrice: euros(500),
  lineTotal: euros(500),
});
const placed = {
  stream: 'order-1',
  type: 'OrderPlaced',
  data: {
    orderNumber: 'A-1',
    customerId: 'ann',
    buyer: null,
    lines: [line('mug', 'vera'), line('pan', 'victor'), line('cup', 'vera')],
    subtotal: euros(1500),
    discount: euros(0),
    charges: [],
    total: euros(1500),
    paymentMethod: 'card',
    paymentToken: null,
    shippingAddress: null,
    cartRevision: null,
  },
};

test('an order is found by its buyer and by every vendor in it, once', () => {
  expect(fold(orders, logOf([placed]))['1']).toMatchObject({
    id: '1',
    customerId: 'ann',
    parties: ['ann', 'vera', 'victor'],
    placedAt: at(0),
    status: 'placed',
    createdAt: '2026-03-01T10:00:00.000Z',
    revision: 0,
  });
});

test('neither buyer nor card token is kept beside the order', () => {
  const order = fold(orders, logOf([placed]))['1'];
  expect(Object.keys(order ?? {})).not.toEqual(expect.arrayContaining(['buyer']));
  expect(Object.keys(order ?? {})).not.toEqual(expect.arrayContaining(['paymentToken']));
});

test('what comes later changes the order, not where it stands', () => {
  const log = logOf([placed, { stream: 'order-1', type: 'OrderPaymentAuthorized' }]);
  expect(fold(orders, log)['1']).toMatchObject({
    paymentStatus: 'authorized',
    placedAt: at(0),
    parties: ['ann', 'vera', 'victor'],
    updatedAt: '2026-03-01T10:00:01.000Z',
    revision: 1,
  });
});
