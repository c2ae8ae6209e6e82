import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatabaseSync } from '@photostructure/sqlite';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { settled, verify } from './books.ts';
import { card, newProduct } from './client.ts';
import type { Reply } from '../http/ask.ts';
import type { Client } from './client.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

type View = { name: string; version: string; state: string; position: string; headPosition: string; lagEvents: number };

const buyers = 3;
/** The limit of orders a minute would end the load before the rebuilds. */
const busy = { ORDERS_PER_MINUTE: '100000' };
const bound = 120_000;

let shop: Shop;
let admin: Client;
let customers: Client[];
let kettle: string;

beforeAll(async () => {
  shop = await startShop(busy);
  admin = await shop.admin();
  kettle = (await admin.post('/products', newProduct('KET-1', 1_000_000))).body.id;
  const names = Array.from({ length: buyers }, (_, n) => `buyer-${n}@example.com`);
  customers = await Promise.all(names.map((name) => shop.client().register(name)));
  await until(100, () => Promise.all(customers.map((customer) => customer.post('/orders', card(kettle)))));
}, bound);
afterAll(() => shop.kill());

/** Repeats something until it was done so many times, by all buyers together. */
async function until(orders: number, once: () => Promise<readonly Reply[]>): Promise<void> {
  for (let placed = 0; placed < orders;) placed += (await once()).filter(({ status }) => status === 201).length;
}

async function views(): Promise<View[]> {
  return (await admin.get('/admin/projections?limit=100')).body.items;
}

/** Everybody orders, looks around and fills carts until it is stopped; answers what was not answered well. */
function trade(): () => Promise<{ requests: number; failures: Reply[] }> {
  let over = false;
  let requests = 0;
  const failures: Reply[] = [];
  const heard = (answer: Reply) => {
    requests += 1;
    if (answer.status >= 400) failures.push(answer);
    return answer;
  };
  const lives = customers.map(async (customer) => {
    while (!over) {
      const { body } = heard(await customer.post('/orders', card(kettle)));
      heard(await customer.get(`/orders/${body.id}`));
      heard(await customer.post('/cart/items', { productId: kettle, quantity: 1 }));
      heard(await customer.get('/cart'));
      heard(await customer.get('/orders?limit=5'));
      heard(await customer.get('/products?q=ketle'));
    }
  });
  return async () => {
    over = true;
    await Promise.all(lives);
    return { requests, failures };
  };
}

const rebuildOf = async (name: string) => (await admin.get(`/admin/projections/${name}`)).body.rebuild;
const rebuilt = (name: string, boundMs = bound) =>
  admin.until(`/admin/projections/${name}`, ({ body }) => ['live', 'failed'].includes(body.rebuild.state), boundMs);
const filesOf = (name: string) =>
  readdirSync(join(shop.dataDir, 'views')).filter((file) => file.startsWith(`${name}@`));

test(
  'every view is rebuilt side by side while customers trade, and none of them notices',
  async () => {
    const before = await views();
    expect(before).not.toEqual([]);
    const stop = trade();
    for (const { name } of before) {
      expect((await admin.post(`/admin/projections/${name}/rebuild`)).status).toBe(202);
      expect((await admin.post(`/admin/projections/${name}/rebuild`)).body.code).toBe('rebuild-running');
    }
    for (const { name } of before) {
      const { body } = await rebuilt(name);
      expect({ name, ...body.rebuild }).toMatchObject({ name, state: 'live', percent: 100 });
    }
    const { requests, failures } = await stop();
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(100);
    const after = await views();
    expect(after.map(({ name, version }) => `${name} ${version}`)).toEqual(before.map(({ name }) => `${name} 1.2`));
  },
  bound,
);

test(
  'the lag it tells is exact, under load and at rest',
  async () => {
    const stop = trade();
    for (let looks = 0; looks < 20; looks += 1) {
      for (const { position, headPosition, lagEvents } of await views()) {
        // A position of the embedded log is an event's number in hexadecimal digits.
        expect(lagEvents).toBe(Number.parseInt(headPosition, 16) - Number.parseInt(position, 16));
      }
    }
    await stop();
    expect(await views()).not.toEqual([]);
    await settled(admin);
    const text = await (await fetch(`${shop.url}/metrics`)).text();
    for (const { name } of await views()) {
      expect(text).toContain(`storied_projection_lag_events{projection="${name}"} 0\n`);
      expect(text).toContain(`storied_projection_lag_seconds{projection="${name}"} 0\n`);
    }
  },
  bound,
);

test('a rebuild is taken back in one step, once', async () => {
  const shown = (await admin.get('/orders?limit=100')).body;
  expect((await admin.post('/admin/projections/orders/rollback')).status).toBe(200);
  expect((await admin.get('/admin/projections/orders')).body).toMatchObject({
    version: '1.1',
    rebuild: { state: 'retired' },
  });
  expect((await admin.get('/orders?limit=100')).body).toEqual(shown);
  expect((await admin.post('/admin/projections/orders/rollback')).body.code).toBe('nothing-to-undo');
});

test(
  'a cancelled rebuild leaves nothing behind, while another one goes on',
  async () => {
    const files = filesOf('orders');
    await admin.post('/admin/projections/carts/rebuild');
    await admin.post('/admin/projections/orders/rebuild');
    expect((await admin.post('/admin/projections/orders/cancel')).status).toBe(200);
    expect(await rebuildOf('orders')).toMatchObject({ state: 'cancelled' });
    expect(filesOf('orders')).toEqual(files);
    expect((await admin.post('/admin/projections/orders/cancel')).body.code).toBe('nothing-to-undo');
    expect((await rebuilt('carts')).body.rebuild.state).toBe('live');
  },
  bound,
);

test(
  'a rebuild that kill -9 interrupts goes on where it stood',
  async () => {
    expect(await shop.stop()).toBe(0);
    shop = await startShop({ ...busy, FAIL_POINT: 'rebuild:before-checkpoint:2' }, shop.dataDir);
    admin = await shop.admin();
    const { jobId } = (await admin.post('/admin/projections/orders/rebuild')).body;
    await shop.ended;
    expect(shop.process.signalCode).toBe('SIGKILL');
    const [build = ''] = filesOf('orders').filter((file) => file.endsWith('.db') && !file.includes('@1.1'));
    const file = new DatabaseSync(join(shop.dataDir, 'views', build), { readOnly: true });
    const { value } = file.prepare("SELECT value FROM meta WHERE key = 'checkpoint'").get() as { value: string };
    file.close();
    expect(JSON.parse(value)).toMatchObject({ events: 100 });

    shop = await startShop(busy, shop.dataDir);
    admin = await shop.admin();
    const { body } = await rebuilt('orders');
    expect(body).toMatchObject({
      version: build.slice('orders@'.length, -'.db'.length),
      rebuild: { jobId, state: 'live' },
    });
  },
  bound,
);

test(
  'afterwards every view is what a cold fold of the log gives',
  async () => {
    await settled(admin);
    expect(await shop.stop()).toBe(0);
    expect(await verify(shop.dataDir)).toMatchObject({ code: 0 });
  },
  bound,
);
