import { expect, test } from '@jest/globals';
import { at, fold, logOf } from '../../test/folds/log.ts';
import { products } from './products.ts';

const mug = {
  sku: 'MUG-1',
  name: 'Blue Mug',
  description: null,
  price: { amount: 1200, currency: 'EUR' },
  category: 'kitchen',
  images: [],
  attributes: { brand: 'Clay', litres: 0.3, dishwasher: true, glass: false },
  vendorId: 'vendor',
};
const added = { stream: 'product-mug', type: 'ProductAdded', data: { ...mug, initialStock: 5 } };
const stock = (type: string, data: object) => ({ stream: 'inventory-mug', type, data });

test('a product added is shown with what it is sorted, searched and counted by', () => {
  expect(fold(products, logOf([added]))).toEqual({
    mug: {
      id: 'mug',
      ...mug,
      available: 0,
      discontinued: false,
      createdAt: '2026-03-01T10:00:00.000Z',
      updatedAt: '2026-03-01T10:00:00.000Z',
      revision: 0,
      sortName: 'blue mug',
      addedAt: at(0),
      attributeText: 'brand Clay litres 0.3 dishwasher',
      brand: 'Clay',
    },
  });
});

test('stock changes what is available, but neither revision nor time of the product', () => {
  const log = logOf([
    added,
    stock('StockReceived', { warehouse: 'main', quantity: 5, reference: null }),
    stock('StockAdjusted', { warehouse: 'main', delta: -1, reason: 'broken' }),
    stock('StockReserved', { orderId: 'o', quantity: 3, allocations: [{ warehouse: 'main', quantity: 3 }] }),
    stock('StockReleased', { orderId: 'o', quantity: 1, allocations: [{ warehouse: 'main', quantity: 1 }] }),
    stock('StockDeducted', { orderId: 'o', quantity: 2, allocations: [{ warehouse: 'main', quantity: 2 }] }),
    stock('StockReturned', { orderId: 'o', returnId: 'r', warehouse: 'main', quantity: 1 }),
    stock('StockReservationRefused', { orderId: 'p', quantity: 9, available: 3 }),
  ]);
  expect(fold(products, log)['mug']).toMatchObject({
    available: 3,
    revision: 0,
    updatedAt: '2026-03-01T10:00:00.000Z',
  });
});

test('a change touches only what it names', () => {
  const log = logOf([
    added,
    { stream: 'product-mug', type: 'ProductChanged', data: { name: 'Red Mug', attributes: {} } },
  ]);
  expect(fold(products, log)['mug']).toMatchObject({
    name: 'Red Mug',
    sortName: 'red mug',
    attributeText: '',
    brand: null,
    price: mug.price,
    revision: 1,
    createdAt: '2026-03-01T10:00:00.000Z',
    updatedAt: '2026-03-01T10:00:01.000Z',
  });
});

test('a discontinued product is kept, and marked', () => {
  const log = logOf([added, { stream: 'product-mug', type: 'ProductDiscontinued' }]);
  expect(fold(products, log)['mug']).toMatchObject({ name: 'Blue Mug', discontinued: true, revision: 1 });
});
