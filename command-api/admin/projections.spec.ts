import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ProjectionAdmin } from '../../engine/projections/ports/projection-admin.ts';
import { commandShop, type CommandShop } from '../../test/command-api/command-shop.ts';

const known = (name: string) => name === 'orders' || name === 'quiet';

const projectionAdmin: ProjectionAdmin = {
  list: async () => [],
  show: async () => null,
  rebuild: async (name) =>
    name === 'orders'
      ? { outcome: 'started', jobId: 'j1' }
      : { outcome: name === 'quiet' ? 'rebuild-running' : 'not-found' },
  cancel: async (name) => (known(name) ? (name === 'orders' ? 'done' : 'nothing-to-undo') : 'not-found'),
  rollback: async (name) => (known(name) ? (name === 'orders' ? 'done' : 'nothing-to-undo') : 'not-found'),
  parked: async () => [],
  retryParked: async (id) => id === 'p1',
  discardParked: async (id) => id === 'p1',
};

let shop: CommandShop;
let token: string;
beforeAll(async () => {
  shop = await commandShop({ dependencies: { projectionAdmin } });
  token = await shop.admin();
});
afterAll(() => shop.close());

test.each([
  ['/admin/projections/orders/rebuild', 202, { jobId: 'j1' }],
  ['/admin/projections/quiet/rebuild', 409, { code: 'rebuild-running' }],
  ['/admin/projections/nothing/rebuild', 404, { code: 'not-found' }],
  ['/admin/projections/orders/cancel', 200, { name: 'orders' }],
  ['/admin/projections/quiet/cancel', 409, { code: 'nothing-to-undo' }],
  ['/admin/projections/nothing/cancel', 404, { code: 'not-found' }],
  ['/admin/projections/orders/rollback', 200, { name: 'orders' }],
  ['/admin/projections/quiet/rollback', 409, { code: 'nothing-to-undo' }],
  ['/admin/parked/p1/retry', 200, { id: 'p1' }],
  ['/admin/parked/p2/retry', 404, { code: 'not-found' }],
  ['/admin/parked/p1/discard', 200, { id: 'p1' }],
  ['/admin/parked/p2/discard', 404, { code: 'not-found' }],
])('%s answers %i', async (path, status, body) => {
  const reply = await shop.send('POST', path, { token });
  expect(reply.status).toBe(status);
  expect(reply.body).toMatchObject(body);
  if (status < 300) expect(reply.headers.get('position')).toBe(reply.body.position);
});
