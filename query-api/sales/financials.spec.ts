import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ada, boss, details, euros, placed } from '../../test/queries/people.ts';
import { idOf, ShopToRead } from '../../test/queries/shop-to-read.ts';

const shop = new ShopToRead();
const [kettle, lamp] = [idOf('kettle'), idOf('lamp')];

beforeAll(async () => {
  await shop.happened(`product-${kettle}`, 'ProductAdded', details('KET', { name: 'Kettle' }));
  await shop.happened(`product-${lamp}`, 'ProductAdded', details('LAM', { name: 'Lamp' }));
  const sell = async (name: string, confirmedAt: string, ...products: string[]) => {
    const order = placed(
      ada.userId,
      products.map((id) => [id, 'vera']),
    ) as { lines: object[]; total: object };
    const { lines, total } = order;
    const sold = { confirmedAt, customerId: ada.userId, total, lines };
    await shop.happened(`order-${name}`, 'OrderPlaced', order, { subject: ada.userId });
    await shop.happened(`order-${name}`, 'OrderConfirmed', sold);
    return sold;
  };
  await sell('a', '2026-02-28T12:00:00.000Z', kettle);
  await sell('b', '2026-03-01T12:00:00.000Z', kettle, lamp);
  await sell('c', '2026-03-02T12:00:00.000Z', kettle);
  const cancelled = await sell('d', '2026-03-02T13:00:00.000Z', lamp);
  const by = { reason: 'requested_by_admin', note: null, by: { id: 'boss', role: 'admin' } };
  await shop.happened('order-d', 'OrderCancelled', { ...cancelled, ...by });
  const refund = { refundId: 'r', amount: euros(501), reason: null, confirmedAt: '2026-03-01T12:00:00.000Z' };
  await shop.happened('order-b', 'RefundIssued', refund);
  await shop.catchUp();
  await shop.open();
});
afterAll(() => shop.close());

const financials = async (query = '') => (await shop.get(`/admin/financials${query}`, boss)).body;

test('all that was sold, by day', async () => {
  const sales = (orders: number, gross: number, refunded: number, average: number) => ({
    orders,
    gross: euros(gross),
    refunded: euros(refunded),
    net: euros(gross - refunded),
    averageOrder: euros(average),
  });
  expect(await financials()).toEqual({
    totals: sales(3, 4000, 501, 1333),
    series: [
      { period: '2026-02-28', ...sales(1, 1000, 0, 1000) },
      { period: '2026-03-01', ...sales(1, 2000, 501, 2000) },
      { period: '2026-03-02', ...sales(1, 1000, 0, 1000) },
    ],
    topProducts: [
      { productId: kettle, name: 'Kettle', quantity: 3, gross: euros(3000) },
      { productId: lamp, name: 'Lamp', quantity: 1, gross: euros(1000) },
    ],
  });
});

const periods = async (query: string) =>
  (await financials(query)).series.map(({ period, orders }: { period: string; orders: number }) => [period, orders]);

test('weeks start on Monday, months on their first', async () => {
  expect(await periods('?interval=week')).toEqual([
    ['2026-W09', 2],
    ['2026-W10', 1],
  ]);
  expect(await periods('?interval=month')).toEqual([
    ['2026-02', 1],
    ['2026-03', 2],
  ]);
});

test.each([
  ['?from=2026-03-01T00:00:00Z', ['2026-03-01', '2026-03-02']],
  ['?to=2026-03-01T00:00:00Z', ['2026-02-28']],
  ['?to=2026-03-01T00:00:00.001Z', ['2026-02-28', '2026-03-01']],
  ['?from=2026-03-01T23:00:00Z&to=2026-03-02', ['2026-03-01']],
])('%s', async (query, days) => {
  expect((await periods(query)).map(([day]: [string]) => day)).toEqual(days);
});

test('nothing was sold in another currency', async () => {
  expect(await financials('?currency=JPY')).toMatchObject({
    totals: { orders: 0, averageOrder: { amount: 0, currency: 'JPY' } },
    series: [],
    topProducts: [],
  });
});

test.each(['interval=year', 'from=soon', 'currency=XX'])('%s is refused', async (query) => {
  expect((await financials(`?${query}`)).code).toBe('validation-failed');
});

test('the books are for admins', async () => {
  expect((await shop.get('/admin/financials', ada)).status).toBe(403);
});
