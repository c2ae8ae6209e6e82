import { expect, test } from '@jest/globals';
import { fold, logOf } from '../../test/folds/log.ts';
import { inventory } from './inventory.ts';

const added = { stream: 'product-mug', type: 'ProductAdded', data: { sku: 'MUG-1', vendorId: 'vendor' } };
const stock = (type: string, data: object) => ({ stream: 'inventory-mug', type, data });
const received = (quantity: number, warehouse = 'main') =>
  stock('StockReceived', { warehouse, quantity, reference: null });
const held = (type: string, ...allocations: [string, number][]) =>
  stock(type, {
    orderId: 'order',
    quantity: allocations.reduce((sum, [, quantity]) => sum + quantity, 0),
    allocations: allocations.map(([warehouse, quantity]) => ({ warehouse, quantity })),
  });
const stockAfter = (...lines: ReturnType<typeof stock>[]) => fold(inventory, logOf([added, ...lines]))['mug'];

test('a new product has no stock, in its first warehouse', () => {
  expect(stockAfter()).toEqual({
    productId: 'mug',
    sku: 'MUG-1',
    vendorId: 'vendor',
    onHand: 0,
    reserved: 0,
    available: 0,
    warehouses: [{ warehouse: 'main', onHand: 0, reserved: 0 }],
    revision: -1,
  });
});

test('receipts fill warehouses, and a second warehouse comes with its first receipt', () => {
  expect(stockAfter(received(5), received(2, 'north'))).toMatchObject({
    onHand: 7,
    available: 7,
    warehouses: [
      { warehouse: 'main', onHand: 5, reserved: 0 },
      { warehouse: 'north', onHand: 2, reserved: 0 },
    ],
    revision: 1,
  });
});

test('a reservation holds stock where it lies, a release gives it back', () => {
  const reserved = [received(5), received(2, 'north'), held('StockReserved', ['main', 5], ['north', 1])];
  expect(stockAfter(...reserved)).toMatchObject({ onHand: 7, reserved: 6, available: 1 });
  const released = stockAfter(...reserved, held('StockReleased', ['main', 5], ['north', 1]));
  expect(released).toMatchObject({ onHand: 7, reserved: 0, available: 7 });
});

test('a shipment takes the reserved stock away, a return brings it back', () => {
  const shipped = [received(5), held('StockReserved', ['main', 2]), held('StockDeducted', ['main', 2])];
  expect(stockAfter(...shipped)).toMatchObject({ onHand: 3, reserved: 0, available: 3 });
  const returned = stock('StockReturned', { orderId: 'order', returnId: 'r', warehouse: 'main', quantity: 1 });
  expect(stockAfter(...shipped, returned)).toMatchObject({ onHand: 4, reserved: 0, available: 4 });
});

test('an adjustment goes either way; a refused reservation moves nothing but the revision', () => {
  const adjusted = stock('StockAdjusted', { warehouse: 'main', delta: -2, reason: 'broken' });
  const refused = stock('StockReservationRefused', { orderId: 'order', quantity: 9, available: 3 });
  expect(stockAfter(received(5), adjusted, refused)).toMatchObject({ onHand: 3, available: 3, revision: 2 });
});
