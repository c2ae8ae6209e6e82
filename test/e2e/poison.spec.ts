import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verify } from './books.ts';
import { changedProduct } from './changed-product.ts';
import { newProduct } from './client.ts';
import type { Client } from './client.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

const thirteen = 13;

/** The built product with a mistake in it: its carts cannot take thirteen pieces of anything. */
const productWithAMistake = () =>
  changedProduct([
    'projectors/carts/carts.js',
    "case 'CartItemAdded': {",
    `case 'CartItemAdded': { if (event.data.quantity === ${thirteen}) throw new Error('No cart takes thirteen');`,
  ]);

let shop: Shop;
let admin: Client;
let ada: Client;
let bob: Client;
let kettle: string;

beforeAll(async () => {
  shop = await startShop({}, undefined, { program: productWithAMistake() });
  admin = await shop.admin();
  kettle = (await admin.post('/products', newProduct('KET-1', 100))).body.id;
  ada = await shop.client().register('ada@example.com');
  bob = await shop.client().register('bob@example.com');
});
afterAll(() => shop.kill());

const parked = async () => (await admin.get('/admin/parked')).body.items;
const piecesOf = async (customer: Client) =>
  (await customer.get('/cart')).body.items.map(({ quantity }: { quantity: number }) => quantity);

async function add(customer: Client, quantity: number): Promise<void> {
  expect((await customer.post('/cart/items', { productId: kettle, quantity })).status).toBe(200);
}

test('an event that its fold cannot take waits with the later ones of its key; everything else flows', async () => {
  await add(ada, 1);
  await add(ada, thirteen);
  await add(ada, 2);
  await add(bob, 4);
  expect(await piecesOf(ada)).toEqual([1]);
  expect(await piecesOf(bob)).toEqual([4]);
  expect(await parked()).toEqual([
    expect.objectContaining({ projection: 'carts', key: ada.userId, error: 'No cart takes thirteen', attempts: 1 }),
  ]);
});

test('the shop says so in its metrics and its health, and goes on', async () => {
  const metrics = await (await fetch(`${shop.url}/metrics`)).text();
  expect(metrics).toContain('storied_projection_parked{projection="carts"} 1\n');
  const ready = await admin.send('GET', '/health/ready');
  expect(ready.status).toBe(200);
  expect(JSON.stringify(ready.body)).toContain('carts');
  expect((await admin.get('/admin/projections/carts')).body).toMatchObject({ state: 'live', lagEvents: 0, parked: 1 });
});

test('a retry with the same code parks it again', async () => {
  const [event] = await parked();
  expect((await admin.post(`/admin/parked/${event.id}/retry`)).status).toBe(200);
  expect(await parked()).toEqual([expect.objectContaining({ id: event.id, attempts: 2 })]);
});

test('a rebuild with the same code meets it again, in a thread of its own, and parks it in the new build', async () => {
  const [before] = await parked();
  await admin.post('/admin/projections/carts/rebuild');
  await admin.until('/admin/projections/carts', ({ body }) => body.rebuild.state === 'live');
  const [after] = await parked();
  expect(after).toMatchObject({ projection: 'carts', key: ada.userId, eventId: before.eventId, attempts: 1 });
  expect(after.id).not.toBe(before.id);
  expect(await piecesOf(ada)).toEqual([1]);
});

test('it still waits after a restart with mended code, and a retry clears it', async () => {
  await shop.stop();
  shop = await startShop({}, shop.dataDir);
  for (const client of [admin, ada, bob]) client.url = shop.url;
  const [event] = await parked();
  expect(await piecesOf(ada)).toEqual([1]);
  expect((await admin.post(`/admin/parked/${event.id}/retry`)).status).toBe(200);
  expect(await parked()).toEqual([]);
  expect(await piecesOf(ada)).toEqual([1 + thirteen + 2]);
  await add(ada, 1);
  expect(await piecesOf(ada)).toEqual([1 + thirteen + 3]);
});

test('then the view is what a cold fold of the log gives', async () => {
  expect(await shop.stop()).toBe(0);
  expect(await verify(shop.dataDir)).toMatchObject({ code: 0 });
});
