import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { inventoryDecider, onHand } from '../../domain/inventory/inventory.ts';
import { commandShop, type CommandShop } from '../../test/command-api/command-shop.ts';
import { addProduct } from '../../test/command-api/goods.ts';

let shop: CommandShop;
let admin: string;
let vendor: { id: string; token: string };
let other: { id: string; token: string };

beforeAll(async () => {
  shop = await commandShop();
  admin = await shop.admin();
  vendor = await shop.person('vendor@example.com', 'vendor');
  other = await shop.person('other@example.com', 'vendor');
});
afterAll(() => shop.close());

const warehouses = async (id: string) => (await shop.dependencies.executor.load(inventoryDecider, id)).state.warehouses;
const stock = async (id: string) => onHand((await shop.dependencies.executor.load(inventoryDecider, id)).state);

describe('receiving stock', () => {
  test('adds it to a warehouse, main when none is named', async () => {
    const id = await addProduct(shop, vendor.token);
    const main = await shop.send('POST', `/inventory/${id}/receipts`, { token: vendor.token, body: { quantity: 5 } });
    expect([main.status, main.body]).toEqual([200, { id, revision: 0, position: main.headers.get('position') }]);
    const body = { quantity: 2, warehouse: 'north', reference: 'note 1' };
    expect((await shop.send('POST', `/inventory/${id}/receipts`, { token: admin, body })).body.revision).toBe(1);
    expect(await warehouses(id)).toEqual([
      { warehouse: 'main', onHand: 5, reserved: 0 },
      { warehouse: 'north', onHand: 2, reserved: 0 },
    ]);
  });

  test.each([{ quantity: 0 }, { quantity: 1_000_000_001 }, { quantity: '5' }, {}, { quantity: 1, warehouse: '' }])(
    'of %j is refused',
    async (body) => {
      const id = await addProduct(shop, vendor.token);
      const reply = await shop.send('POST', `/inventory/${id}/receipts`, { token: vendor.token, body });
      expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
    },
  );

  test('beyond a thousand million is refused', async () => {
    const id = await addProduct(shop, vendor.token, { initialStock: 1_000_000_000 });
    const reply = await shop.send('POST', `/inventory/${id}/receipts`, { token: vendor.token, body: { quantity: 1 } });
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, '/quantity']);
  });

  test('of another vendor’s product is forbidden, of an unknown one not found', async () => {
    const id = await addProduct(shop, vendor.token);
    const body = { quantity: 1 };
    expect((await shop.send('POST', `/inventory/${id}/receipts`, { token: other.token, body })).status).toBe(403);
    for (const unknown of [randomUUID(), 'x']) {
      const reply = await shop.send('POST', `/inventory/${unknown}/receipts`, { token: admin, body });
      expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
    }
  });
});

describe('adjusting stock', () => {
  test('goes up and down, but not below what is free', async () => {
    const id = await addProduct(shop, vendor.token, { initialStock: 5 });
    const adjust = (delta: number) =>
      shop.send('POST', `/inventory/${id}/adjustments`, { token: vendor.token, body: { delta, reason: 'count' } });
    expect((await adjust(-5)).status).toBe(200);
    expect((await adjust(2)).status).toBe(200);
    const reply = await adjust(-3);
    expect([reply.status, reply.body.code, reply.body.available]).toEqual([409, 'insufficient-stock', 2]);
    expect(await stock(id)).toBe(2);
  });

  test('needs a reason', async () => {
    const id = await addProduct(shop, vendor.token);
    const reply = await shop.send('POST', `/inventory/${id}/adjustments`, { token: vendor.token, body: { delta: 1 } });
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, '/reason']);
  });
});

describe('adjusting in a batch', () => {
  test('takes each line whole or not at all, by id or sku', async () => {
    const first = await addProduct(shop, vendor.token, { initialStock: 5 });
    const second = await addProduct(shop, vendor.token, { sku: 'Batch-2', initialStock: 1 });
    const lines = [
      { productId: first, delta: 3, reason: 'count' },
      { sku: 'bATCH-2', delta: -9, reason: 'count' },
      { productId: first, delta: -8, reason: 'count' },
      { sku: 'no such sku', delta: 1, reason: 'count' },
      { productId: 'no-uuid', delta: 1, reason: 'count' },
      { sku: 'Batch-2', delta: 4, reason: 'count' },
      { sku: 'Batch-2', delta: 1_000_000_000, reason: 'count' },
    ];
    const sent = { token: admin, body: { lines }, headers: { 'idempotency-key': randomUUID() } };
    const reply = await shop.send('POST', '/inventory/batch', sent);
    expect(reply.status).toBe(200);
    expect(reply.body.results).toEqual([
      { index: 0, ok: true, onHand: 8 },
      { index: 1, ok: false, code: 'insufficient-stock', message: expect.any(String) },
      { index: 2, ok: true, onHand: 0 },
      { index: 3, ok: false, code: 'not-found', message: expect.any(String) },
      { index: 4, ok: false, code: 'not-found', message: expect.any(String) },
      { index: 5, ok: true, onHand: 5 },
      { index: 6, ok: false, code: 'validation-failed', message: 'no more than 1000000000 are kept of a product' },
    ]);
    expect(reply.headers.get('position')).toBe(await shop.dependencies.head());
    expect((await shop.send('POST', '/inventory/batch', sent)).text).toBe(reply.text);
    expect([await stock(first), await stock(second)]).toEqual([0, 5]);
  });

  test('is for admins, and each line names one product', async () => {
    const line = { delta: 1, reason: 'count' };
    const body = { lines: [{ ...line, sku: 'a' }] };
    expect((await shop.send('POST', '/inventory/batch', { token: vendor.token, body })).status).toBe(403);
    for (const wrong of [[], [line], [{ ...line, sku: 'a', productId: randomUUID() }]]) {
      const reply = await shop.send('POST', '/inventory/batch', { token: admin, body: { lines: wrong } });
      expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
    }
  });

  test('repeated after a crash changes nothing more', async () => {
    const id = await addProduct(shop, vendor.token, { initialStock: 5 });
    const body = { lines: [{ productId: id, delta: 3, reason: 'count' }] };
    const sent = { token: admin, body, headers: { 'idempotency-key': 'batch-after-a-crash' } };
    const first = await shop.send('POST', '/inventory/batch', sent);
    await shop.send('POST', `/inventory/${id}/adjustments`, { token: admin, body: { delta: 1, reason: 'count' } });
    shop.stored.registry.lose('idempotency:');
    expect((await shop.send('POST', '/inventory/batch', sent)).text).toBe(first.text);
    expect(await stock(id)).toBe(9);
  });
});
