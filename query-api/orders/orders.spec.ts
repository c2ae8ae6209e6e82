import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ada, bob, boss, euros, placed, vera, victor } from '../../test/queries/people.ts';
import { idOf, ShopToRead } from '../../test/queries/shop-to-read.ts';
import type { Reader } from '../../test/queries/shop-to-read.ts';

const shop = new ShopToRead();
const [first, second, third] = [idOf('first'), idOf('second'), idOf('third')];
const veraWhoBuys: Reader = { ...vera, roles: ['customer', 'vendor'] };

beforeAll(async () => {
  const place = (id: string, buyer: Reader, ...lines: [string, string][]) =>
    shop.happened(`order-${id}`, 'OrderPlaced', placed(buyer.userId, lines), { subject: buyer.userId });
  await place(first, ada, [idOf('kettle'), vera.userId], [idOf('lamp'), victor.userId]);
  await place(second, bob, [idOf('lamp'), victor.userId]);
  await place(third, vera, [idOf('lamp'), victor.userId]);
  await shop.happened(`order-${first}`, 'OrderPaymentAuthorized');
  const confirmed = { confirmedAt: '2026-03-02T10:00:04.000Z', customerId: ada.userId, total: euros(2000), lines: [] };
  await shop.happened(`order-${first}`, 'OrderConfirmed', confirmed);
  const cancelled = { reason: 'requested_by_customer', note: 'too slow', by: { id: bob.userId, role: 'customer' } };
  await shop.happened(
    `order-${second}`,
    'OrderCancelled',
    { ...cancelled, confirmedAt: null, total: euros(1000), lines: [] },
    { subject: bob.userId },
  );
  await shop.catchUp();
  await shop.open();
});
afterAll(() => shop.close());

const listed = async (query: string, reader: Reader) =>
  (await shop.get(`/orders${query}`, reader)).body.items.map((item: { id: string }) => item.id);

describe('lists', () => {
  test('a customer sees the own orders, a vendor those with own products, an admin all', async () => {
    expect(await listed('', ada)).toEqual([first]);
    expect(await listed('', vera)).toEqual([third, first]);
    expect(await listed('', victor)).toEqual([third, second, first]);
    expect(await listed('', boss)).toEqual([third, second, first]);
    expect((await shop.get('/orders')).status).toBe(401);
  });

  test.each([
    ['?status=cancelled', [second]],
    [`?customerId=${ada.userId}`, [first]],
    ['?from=2026-03-02T10:00:01Z', [third, second]],
    ['?to=2026-03-02T10:00:01.000Z', [first]],
    ['?from=2026-03-02&to=2026-03-03', [third, second, first]],
  ])('%s', async (query, ids) => {
    expect(await listed(query, boss)).toEqual(ids);
  });

  test('only admins may ask for the orders of others', async () => {
    expect(await listed(`?customerId=${bob.userId}`, ada)).toEqual([first]);
  });

  test.each(['status=lost', 'from=yesterday', 'to=2026-02-30', 'limit=x', 'cursor=x'])(
    '%s is refused',
    async (query) => {
      expect((await shop.get(`/orders?${query}`, boss)).body.code).toBe('validation-failed');
    },
  );

  test('pages follow one another', async () => {
    const { body } = await shop.get('/orders?limit=2', boss);
    expect(await listed(`?limit=2&cursor=${body.nextCursor}`, boss)).toEqual([first]);
  });
});

test('the buyer reads all of an order', async () => {
  const { body, headers } = await shop.get(`/orders/${first}`, ada);
  expect(body).toMatchObject({
    id: first,
    customerId: ada.userId,
    status: 'confirmed',
    paymentStatus: 'authorized',
    lines: [{ vendorId: vera.userId }, { vendorId: victor.userId }],
    total: euros(2000),
    shippingAddress: { city: 'London' },
    createdAt: '2026-03-02T10:00:00.000Z',
    updatedAt: '2026-03-02T10:00:04.000Z',
    revision: 2,
  });
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['parties']));
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['placedAt']));
  expect(headers.get('etag')).toBe('"2"');
});

test('a vendor reads the own lines and nothing about the buyer', async () => {
  expect((await shop.get(`/orders/${first}`, vera)).body).toEqual({
    id: first,
    orderNumber: 'A-1',
    status: 'confirmed',
    fulfilmentStatus: 'unfulfilled',
    lines: [expect.objectContaining({ vendorId: vera.userId })],
    subtotal: euros(1000),
    createdAt: '2026-03-02T10:00:00.000Z',
    updatedAt: '2026-03-02T10:00:04.000Z',
    revision: 2,
  });
});

test('who buys and sells reads the own order whole, and own lines of others', async () => {
  const { body } = await shop.get('/orders', veraWhoBuys);
  expect(body.items[0]).toMatchObject({ id: third, customerId: vera.userId });
  expect(body.items[1]).not.toHaveProperty('customerId');
});

test.each([
  ['another customer', bob, first],
  ['a vendor without own products in it', vera, second],
  ['an admin who asks for what is not', boss, idOf('nothing')],
  ['an admin who asks for no id', boss, 'no-uuid'],
])('%s finds nothing', async (_, reader, id) => {
  expect((await shop.get(`/orders/${id}`, reader)).body.code).toBe('not-found');
});

describe('as it was', () => {
  const at = async (moment: string, reader = ada) => shop.get(`/orders/${first}?at=${moment}`, reader);

  test.each([
    ['0', 'placed', 'pending', 0],
    ['1', 'placed', 'authorized', 1],
    ['99', 'confirmed', 'authorized', 2],
    ['2026-03-02T10:00:03.000Z', 'placed', 'authorized', 1],
    ['2026-03-02T10:00:02.999Z', 'placed', 'pending', 0],
    ['2027-01-01', 'confirmed', 'authorized', 2],
  ])('at %s', async (moment, status, paymentStatus, revision) => {
    const { body, headers } = await at(moment);
    expect(body).toMatchObject({ status, paymentStatus, revision });
    expect(headers.get('etag')).toBe(`"${revision}"`);
  });

  test('before it was placed there was none, and others see none at any time', async () => {
    expect((await at('2026-03-02T09:59:59.999Z')).status).toBe(404);
    expect((await at('0', bob)).status).toBe(404);
    expect((await at('0', vera)).body.lines).toHaveLength(1);
  });

  test.each(['-1', '1.5', 'then', ''])('"%s" is no moment', async (moment) => {
    expect((await at(moment)).body.errors[0].pointer).toBe('/at');
  });
});

test('an admin has a summary over all that match, whatever the page', async () => {
  const { body } = await shop.get('/admin/orders?limit=1', boss);
  expect(body.items).toHaveLength(1);
  expect(body.summary).toEqual({
    count: 3,
    gross: euros(3000),
    refunded: euros(0),
    net: euros(3000),
    byStatus: { placed: 1, confirmed: 1, shipped: 0, delivered: 0, completed: 0, cancelled: 1 },
  });
  const yen = await shop.get('/admin/orders?currency=JPY&status=confirmed', boss);
  expect(yen.body.summary).toMatchObject({ count: 1, gross: { amount: 0, currency: 'JPY' } });
  expect((await shop.get('/admin/orders', vera)).status).toBe(403);
});
