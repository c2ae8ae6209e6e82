import { expect, test } from '@jest/globals';
import { fold, logOf } from '../../test/folds/log.ts';
import { productSales } from './product-sales.ts';
import { salesByDay } from './sales-by-day.ts';

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const line = (productId: string, quantity: number, total: number) => ({
  productId,
  name: productId.toUpperCase(),
  quantity,
  lineTotal: euros(total),
});
const order = (id: string, type: string, confirmedAt: string | null, data: object = {}) => ({
  stream: `order-${id}`,
  type,
  data: { confirmedAt, total: euros(1000), lines: [line('mug', 2, 600), line('pan', 1, 400)], ...data },
});
const first = '2026-02-28T23:59:59.999Z';
const second = '2026-03-01T00:00:00.000Z';

test('an order counts on the UTC day it was confirmed', () => {
  const log = logOf([order('a', 'OrderConfirmed', first), order('b', 'OrderConfirmed', second)]);
  expect(fold(salesByDay, log)).toEqual({
    '2026-02-28/EUR': { day: '2026-02-28', currency: 'EUR', orders: 1, gross: 1000, refunded: 0 },
    '2026-03-01/EUR': { day: '2026-03-01', currency: 'EUR', orders: 1, gross: 1000, refunded: 0 },
  });
  expect(fold(productSales, log)).toMatchObject({
    '2026-02-28/EUR/mug': { productId: 'mug', name: 'MUG', quantity: 2, gross: 600 },
    '2026-02-28/EUR/pan': { productId: 'pan', name: 'PAN', quantity: 1, gross: 400 },
  });
});

test('a cancelled order counts not at all, whether it was confirmed or not', () => {
  const log = logOf([
    order('a', 'OrderConfirmed', first),
    order('b', 'OrderConfirmed', first),
    order('a', 'OrderCancelled', first),
    order('c', 'OrderCancelled', null),
  ]);
  expect(fold(salesByDay, log)['2026-02-28/EUR']).toMatchObject({ orders: 1, gross: 1000 });
  expect(fold(productSales, log)['2026-02-28/EUR/mug']).toMatchObject({ quantity: 2, gross: 600 });
  const alone = logOf([order('a', 'OrderConfirmed', first), order('a', 'OrderCancelled', first)]);
  expect([fold(salesByDay, alone), fold(productSales, alone)]).toEqual([{}, {}]);
});

test('a refund counts on the day its order was confirmed', () => {
  const log = logOf([
    order('a', 'OrderConfirmed', first),
    order('a', 'RefundIssued', first, { refundId: 'r', amount: euros(250), reason: null }),
  ]);
  expect(fold(salesByDay, log)).toEqual({
    '2026-02-28/EUR': { day: '2026-02-28', currency: 'EUR', orders: 1, gross: 1000, refunded: 250 },
  });
});

test('currencies are counted apart', () => {
  const yen = { total: { amount: 500, currency: 'JPY' }, lines: [] };
  const log = logOf([order('a', 'OrderConfirmed', first), order('b', 'OrderConfirmed', first, yen)]);
  expect(Object.keys(fold(salesByDay, log))).toEqual(['2026-02-28/EUR', '2026-02-28/JPY']);
});
