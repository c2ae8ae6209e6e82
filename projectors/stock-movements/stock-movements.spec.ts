import { expect, test } from '@jest/globals';
import { at, fold, logOf } from '../../test/folds/log.ts';
import { stockMovements } from './stock-movements.ts';

const admin = { id: 'boss', role: 'admin' };
const stock = (type: string, data: object) => ({ stream: 'inventory-mug', type, data, actor: admin });

test('a receipt is a movement, told whole', () => {
  const log = logOf([stock('StockReceived', { warehouse: 'main', quantity: 5, reference: 'delivery 7' })]);
  expect(fold(stockMovements, log)).toEqual({
    'event-0/main': {
      productId: 'mug',
      revision: 0,
      position: at(0),
      type: 'StockReceived',
      at: '2026-03-01T10:00:00.000Z',
      actor: admin,
      warehouse: 'main',
      quantity: 5,
      reason: null,
      reference: 'delivery 7',
      orderId: null,
    },
  });
});

test('what comes is positive, what goes is negative, and each warehouse has its own movement', () => {
  const allocations = [
    { warehouse: 'main', quantity: 2 },
    { warehouse: 'north', quantity: 1 },
  ];
  const log = logOf([
    stock('StockAdjusted', { warehouse: 'main', delta: -3, reason: 'broken' }),
    stock('StockReserved', { orderId: 'order', quantity: 3, allocations }),
    stock('StockReleased', { orderId: 'order', quantity: 3, allocations }),
    stock('StockDeducted', { orderId: 'order', quantity: 3, allocations }),
    stock('StockReturned', { orderId: 'order', returnId: 'r', warehouse: 'main', quantity: 3 }),
  ]);
  const told = Object.entries(fold(stockMovements, log)).map(([key, { quantity, reason, orderId }]) => [
    key,
    quantity,
    reason,
    orderId,
  ]);
  expect(told).toEqual([
    ['event-0/main', -3, 'broken', null],
    ['event-1/main', -2, null, 'order'],
    ['event-1/north', -1, null, 'order'],
    ['event-2/main', 2, null, 'order'],
    ['event-2/north', 1, null, 'order'],
    ['event-3/main', -2, null, 'order'],
    ['event-3/north', -1, null, 'order'],
    ['event-4/main', 3, null, 'order'],
  ]);
});
