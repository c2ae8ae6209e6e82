import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ParkedEvent } from '../../engine/feed/parked-events.ts';
import type { ProjectionStatus } from '../../engine/projections/ports/projection-admin.ts';
import type { ReactorStatus } from '../../engine/reactions/reactor-services.ts';
import { ada, boss } from '../../test/queries/people.ts';
import { idOf, ShopToRead } from '../../test/queries/shop-to-read.ts';
import { positionOf } from '../../engine/log/position.ts';

const lag = { position: positionOf(1), headPosition: positionOf(1), lagEvents: 0, lagSeconds: 0 };
const statuses = ['orders', 'carts', 'products'].map((name): ProjectionStatus => ({
  name,
  version: '1.1',
  state: 'live',
  eventsPerSecond: 0,
  parked: 0,
  ...lag,
}));
const manager: ReactorStatus = { name: 'order-saga', state: 'running', retrying: [], ...lag };
const parked = ['a', 'b', 'c'].map((id) => ({ id, projection: 'orders' }) as ParkedEvent);

const shop = new ShopToRead(
  {
    list: async () => statuses,
    show: async (name) => (name === 'orders' ? { ...statuses[0]!, rebuild: null } : null),
    parked: async (limit, after = '') => parked.filter(({ id }) => id > after).slice(0, limit),
  },
  [manager],
);
const [order, other] = [idOf('order'), idOf('other')];

beforeAll(async () => {
  const mail = (id: string, orderId: string) =>
    shop.happened(
      `notification-${id}`,
      'NotificationRequested',
      { channel: 'email', template: 'order_paid', to: 'ada@example.com', userId: ada.userId, orderId, subject: 'Paid' },
      { subject: ada.userId, orderId },
    );
  await mail('one', order);
  await mail('two', other);
  await shop.happened('notification-one', 'MailSent', { attempt: 1 }, { orderId: order });
  await shop.happened(`payment-${order}`, 'PaymentCaptureFailed', { orderId: order, attempt: 2, error: 'down' });
  await shop.catchUp();
  await shop.open();
});
afterAll(() => shop.close());

test('projections are listed by name, in pages', async () => {
  const { body } = await shop.get('/admin/projections?limit=2', boss);
  expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['carts', 'orders']);
  const rest = await shop.get(`/admin/projections?limit=2&cursor=${body.nextCursor}`, boss);
  expect(rest.body).toEqual({ items: [statuses[2]], nextCursor: null });
  expect((await shop.get('/admin/projections?cursor=nonsense', boss)).status).toBe(400);
});

test('one projection is shown with its latest rebuild', async () => {
  expect((await shop.get('/admin/projections/orders', boss)).body).toEqual({ ...statuses[0], rebuild: null });
  expect((await shop.get('/admin/projections/unknown', boss)).status).toBe(404);
});

const { retrying: _, ...shownManager } = manager;
const wait = {
  orderId: order,
  waitingFor: 'capture',
  since: '2026-03-02T10:00:03.000Z',
  attempts: 2,
  lastError: 'down',
};

test('process managers are shown with their lag, then orders with what they wait for', async () => {
  expect((await shop.get('/admin/processes', boss)).body).toEqual({ items: [shownManager, wait], nextCursor: null });
});

test('processes are listed in pages', async () => {
  const { body } = await shop.get('/admin/processes?limit=1', boss);
  expect(body.items).toEqual([shownManager]);
  const rest = await shop.get(`/admin/processes?limit=1&cursor=${body.nextCursor}`, boss);
  expect(rest.body).toEqual({ items: [wait], nextCursor: null });
  const forged = Buffer.from('["processes",-1,null]').toString('base64url');
  expect((await shop.get(`/admin/processes?cursor=${forged}`, boss)).status).toBe(400);
});

test('an order whose next attempt fails before it is recorded is shown with that error', async () => {
  const key = { key: order, eventId: 'e', type: 'PaymentCaptureRequested', since: '2026-03-02T10:00:05.000Z' };
  const retrying = [{ ...key, attempts: 7, lastError: 'provider unreachable' }];
  shop.managers.splice(0, 1, { ...manager, retrying });
  const { body } = await shop.get('/admin/processes', boss);
  shop.managers.splice(0, 1, manager);
  expect(body.items).toMatchObject([{}, { orderId: order, attempts: 7, lastError: 'provider unreachable' }]);
});

test('parked events are listed in pages', async () => {
  const { body } = await shop.get('/admin/parked?limit=2', boss);
  expect(body.items).toEqual(parked.slice(0, 2));
  const rest = await shop.get(`/admin/parked?limit=2&cursor=${body.nextCursor}`, boss);
  expect(rest.body).toEqual({ items: parked.slice(2), nextCursor: null });
});

test('the mail log is newest first and can be filtered', async () => {
  const { body } = await shop.get('/admin/notifications', boss);
  expect(body.items).toMatchObject([
    { id: 'two', status: 'pending', sentAt: null },
    { id: 'one', status: 'sent', attempts: 1, orderId: order, to: 'ada@example.com' },
  ]);
  const filtered = await shop.get(`/admin/notifications?orderId=${order}&userId=${ada.userId}`, boss);
  expect(filtered.body.items.map(({ id }: { id: string }) => id)).toEqual(['one']);
  expect((await shop.get(`/admin/notifications?userId=${boss.userId}`, boss)).body.items).toEqual([]);
});

test('the whole log is verified, and what keeps it from being proven is told', async () => {
  expect((await shop.get('/admin/audit/verify', boss)).body).toEqual({
    streams: 3,
    events: 4,
    broken: [],
    notProven: ['there is no Merkle tree of the log; only its hash chains hold.'],
  });
  shop.store.tamper('notification-two', 0, (event) => ({ ...event, data: { ...event.data, template: 'welcome' } }));
  expect((await shop.get('/admin/audit/verify', boss)).body.broken).toEqual([
    { stream: 'notification-two', revision: 0, reason: 'altered' },
  ]);
});

test.each(['projections', 'projections/orders', 'processes', 'parked', 'notifications', 'audit/verify'])(
  '/admin/%s is for admins',
  async (path) => {
    expect((await shop.get(`/admin/${path}`, ada)).status).toBe(403);
    expect((await shop.get(`/admin/${path}`)).status).toBe(401);
  },
);
