import { expect, test } from '@jest/globals';
import { at, fold, logOf } from '../../test/folds/log.ts';
import { orderHistory } from './order-history.ts';

test('whatever belongs to an order is found under it, and nothing else', () => {
  const log = logOf([
    { stream: 'inventory-mug', type: 'StockReceived' },
    { stream: 'order-1', type: 'OrderPlaced' },
    { stream: 'orderProcess-1', type: 'OrderProcessAdvanced', orderId: '1' },
    { stream: 'inventory-mug', type: 'StockReserved', orderId: '1' },
    { stream: 'order-2', type: 'OrderPlaced', orderId: '2' },
    { stream: 'notification-hash', type: 'MailSent', orderId: '1' },
  ]);
  expect(fold(orderHistory, log)).toEqual({
    '1': {
      orderId: '1',
      events: [
        { stream: 'order-1', revision: 0, position: at(1), id: 'event-1' },
        { stream: 'orderProcess-1', revision: 0, position: at(2), id: 'event-2' },
        { stream: 'inventory-mug', revision: 1, position: at(3), id: 'event-3' },
        { stream: 'notification-hash', revision: 0, position: at(5), id: 'event-5' },
      ],
    },
    '2': { orderId: '2', events: [{ stream: 'order-2', revision: 0, position: at(4), id: 'event-4' }] },
  });
});
