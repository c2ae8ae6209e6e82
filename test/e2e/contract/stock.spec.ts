import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { card } from '../client.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { expectProblem, time } from './ask.ts';
import { euros, expectDone, pureVendor, unknownId } from './shop-answers.ts';

let shop: Shop;
let admin: Client;
let vera: Client;
let victor: Client;
let ada: Client;
let count = 0;

async function added(initialStock?: number, changes: object = {}): Promise<string> {
  const body = { sku: `SKU-${(count += 1)}`, name: 'Kettle', price: euros(1000), initialStock, ...changes };
  return expectDone(await vera.post('/products', body), 201).body.id;
}

async function stockOf(product: string): Promise<any> {
  admin.position = vera.position;
  return (await vera.get(`/inventory/${product}`)).body;
}

beforeAll(async () => {
  shop = await startShop({ LOW_STOCK: '3' });
  admin = await shop.admin();
  vera = await pureVendor(shop, admin, 'vera@example.com');
  victor = await pureVendor(shop, admin, 'victor@example.com');
  ada = await shop.client().register('ada@example.com');
});
afterAll(() => shop.kill());

describe('stock', () => {
  test('of a new product is shown to its vendor and to admins', async () => {
    const product = await added(10, { sku: 'STOCK-1' });
    for (const reader of [vera, admin]) {
      reader.position = vera.position;
      const answer = await reader.get(`/inventory/${product}`);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        id: product,
        productId: product,
        sku: 'STOCK-1',
        onHand: 10,
        reserved: 0,
        available: 10,
        warehouses: [{ warehouse: 'main', onHand: 10, reserved: 0 }],
        lowStock: false,
        revision: expect.any(Number),
      });
      expect(answer.headers.get('etag')).toBe(`"${answer.body.revision}"`);
    }
    victor.position = vera.position;
    expectProblem(await victor.get(`/inventory/${product}`), 403, 'forbidden');
    expectProblem(await victor.get(`/inventory/${product}/history`), 403, 'forbidden');
    expectProblem(await ada.get(`/inventory/${product}`), 403, 'forbidden');
    expectProblem(await ada.get('/inventory'), 403, 'forbidden');
    expectProblem(await shop.client().get('/inventory'), 401, 'unauthenticated');
  });

  test('of an unknown product is not found', async () => {
    for (const id of [unknownId, 'kettle']) {
      expectProblem(await vera.get(`/inventory/${id}`), 404, 'not-found');
      expectProblem(await vera.get(`/inventory/${id}/history`), 404, 'not-found');
      expectProblem(await vera.post(`/inventory/${id}/receipts`, { quantity: 1 }), 404, 'not-found');
      expectProblem(await vera.post(`/inventory/${id}/adjustments`, { delta: 1, reason: 'x' }), 404, 'not-found');
    }
  });

  test('is low at the threshold and below', async () => {
    const few = await added(3);
    const enough = await added(4);
    expect(await stockOf(few)).toMatchObject({ lowStock: true });
    expect(await stockOf(enough)).toMatchObject({ lowStock: false });
    const low = await vera.get('/inventory?lowStock=true&limit=100');
    const ids = low.body.items.map((item: { productId: string }) => item.productId);
    expect(ids).toContain(few);
    expect(ids).not.toContain(enough);
    expect(low.body.items.every((item: { lowStock: boolean }) => item.lowStock)).toBe(true);
  });

  test("is listed in pages, a vendor's own alone", async () => {
    const mine = expectDone(await victor.post('/products', { sku: 'VICTOR-1', name: 'Pan', price: euros(1) }), 201).body
      .id;
    const own = await victor.get('/inventory');
    expect(own.body.items.map((item: { productId: string }) => item.productId)).toEqual([mine]);
    expect(own.body.nextCursor).toBeNull();
    admin.position = victor.position;
    const page = await admin.get('/inventory?limit=1');
    expect(page.body.items).toHaveLength(1);
    const next = await admin.get(`/inventory?limit=100&cursor=${encodeURIComponent(page.body.nextCursor)}`);
    expect(next.body.items.length).toBeGreaterThan(1);
    expectProblem(await admin.get('/inventory?limit=0'), 400, 'validation-failed');
    expectProblem(await admin.get('/inventory?cursor=x'), 400, 'validation-failed');
  });
});

describe('a receipt', () => {
  test('goes to the main warehouse, or to the one it names', async () => {
    const product = await added();
    const answer = expectDone(await vera.post(`/inventory/${product}/receipts`, { quantity: 5 }));
    expect(answer.body).toEqual({ id: product, revision: 0, position: expect.any(String) });
    expectDone(
      await admin.post(`/inventory/${product}/receipts`, { quantity: 2, warehouse: ' north ', reference: 'D-7' }),
    );
    vera.position = admin.position;
    expect(await stockOf(product)).toMatchObject({ onHand: 7, available: 7, revision: 1 });
    expect((await stockOf(product)).warehouses).toEqual([
      { warehouse: 'main', onHand: 5, reserved: 0 },
      { warehouse: 'north', onHand: 2, reserved: 0 },
    ]);
  });

  test.each([
    [{ quantity: 0 }, '/quantity'],
    [{ quantity: -1 }, '/quantity'],
    [{ quantity: 1.5 }, '/quantity'],
    [{ quantity: '1' }, '/quantity'],
    [{ quantity: 1_000_000_001 }, '/quantity'],
    [{}, '/quantity'],
    [{ quantity: 1, warehouse: 5 }, '/warehouse'],
    [{ quantity: 1, warehouse: 'w'.repeat(501) }, '/warehouse'],
    [{ quantity: 1, reason: 'x' }, '/reason'],
  ])('%j is malformed', async (body, pointer) => {
    const product = await added();
    const answer = await vera.post(`/inventory/${product}/receipts`, body);
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.errors).toMatchObject([{ pointer, message: expect.any(String) }]);
  });

  test('is for the vendor and admins, and respects If-Match', async () => {
    const product = await added(1);
    expectProblem(await victor.post(`/inventory/${product}/receipts`, { quantity: 1 }), 403, 'forbidden');
    expectProblem(await ada.post(`/inventory/${product}/receipts`, { quantity: 1 }), 403, 'forbidden');
    const stale = { headers: { 'if-match': '"7"' } };
    const refused = await vera.post(`/inventory/${product}/receipts`, { quantity: 1 }, stale);
    expectProblem(refused, 412, 'revision-mismatch');
    expect(refused.body.currentRevision).toBe((await stockOf(product)).revision);
  });
});

describe('an adjustment', () => {
  test('moves stock up and down', async () => {
    const product = await added(10);
    expectDone(await vera.post(`/inventory/${product}/adjustments`, { delta: -4, reason: 'broken' }));
    expectDone(await vera.post(`/inventory/${product}/adjustments`, { delta: 1, reason: 'found' }));
    expect(await stockOf(product)).toMatchObject({ onHand: 7, available: 7 });
  });

  test('never goes below what is reserved', async () => {
    const product = await added(10);
    const order = await ada.post('/orders', card(product, 6), { headers: { prefer: 'wait=10' } });
    expect(order.body.status).toBe('confirmed');
    vera.position = ada.position;
    await vera.until(`/inventory/${product}`, ({ body }) => body.reserved === 6);
    const answer = await vera.post(`/inventory/${product}/adjustments`, { delta: -5, reason: 'stolen' });
    expectProblem(answer, 409, 'insufficient-stock');
    expectDone(await vera.post(`/inventory/${product}/adjustments`, { delta: -4, reason: 'stolen' }));
    expect(await stockOf(product)).toMatchObject({ onHand: 6, reserved: 6, available: 0, lowStock: true });
  });

  test.each([
    [{ delta: 1 }, '/reason'],
    [{ reason: 'x' }, '/delta'],
    [{ delta: 1, reason: ' ' }, '/reason'],
    [{ delta: 0.5, reason: 'x' }, '/delta'],
    [{ delta: 1_000_000_001, reason: 'x' }, '/delta'],
    [{ delta: -1_000_000_001, reason: 'x' }, '/delta'],
    [{ delta: '1', reason: 'x' }, '/delta'],
  ])('%j is malformed', async (body, pointer) => {
    const product = await added();
    const answer = await vera.post(`/inventory/${product}/adjustments`, body);
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });

  test('is for the vendor and admins', async () => {
    const product = await added(1);
    const body = { delta: 1, reason: 'mine' };
    expectProblem(await victor.post(`/inventory/${product}/adjustments`, body), 403, 'forbidden');
    expectProblem(await ada.post(`/inventory/${product}/adjustments`, body), 403, 'forbidden');
    expectDone(await admin.post(`/inventory/${product}/adjustments`, body));
  });
});

describe('the movements', () => {
  test('tell who moved what and why, the newest first', async () => {
    const product = await added();
    expectDone(
      await vera.post(`/inventory/${product}/receipts`, { quantity: 5, warehouse: 'north', reference: 'D-7' }),
    );
    expectDone(
      await admin.post(`/inventory/${product}/adjustments`, { delta: -1, reason: 'broken', warehouse: 'north' }),
    );
    const order = await ada.post('/orders', card(product, 2), { headers: { prefer: 'wait=10' } });
    vera.position = ada.position;
    const history = await vera.until(`/inventory/${product}/history`, ({ body }) => body.items.length === 3);
    expect(history.body.nextCursor).toBeNull();
    const common = { position: expect.any(String), at: expect.stringMatching(time), warehouse: 'north' };
    const role = (who: string) => ({ id: expect.any(String), role: who });
    expect(history.body.items).toEqual([
      { ...common, revision: 2, type: 'StockReserved', actor: role('system'), quantity: -2, orderId: order.body.id },
      {
        ...common,
        revision: 1,
        type: 'StockAdjusted',
        actor: { id: admin.userId, role: 'admin' },
        quantity: -1,
        reason: 'broken',
      },
      {
        ...common,
        revision: 0,
        type: 'StockReceived',
        actor: { id: vera.userId, role: 'vendor' },
        quantity: 5,
        reference: 'D-7',
      },
    ]);
    const page = await vera.get(`/inventory/${product}/history?limit=2`);
    const rest = await vera.get(`/inventory/${product}/history?cursor=${encodeURIComponent(page.body.nextCursor)}`);
    expect([...page.body.items, ...rest.body.items]).toEqual(history.body.items);
  });
});

describe('a batch', () => {
  test('does each line all or nothing', async () => {
    const one = await added(5, { sku: 'Batch-1' });
    const two = await added(5);
    const answer = await admin.post('/inventory/batch', {
      lines: [
        { productId: one, delta: 3, reason: 'count' },
        { sku: 'Batch-1', delta: -1, reason: 'count' },
        { productId: two, delta: -6, reason: 'count' },
        { productId: unknownId, delta: 1, reason: 'count' },
        { sku: 'NO-SUCH', delta: 1, reason: 'count' },
        { productId: two, delta: -5, reason: 'count' },
      ],
    });
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
    const refused = (code: string) => ({ ok: false, code, message: expect.any(String) });
    expect(answer.body).toEqual({
      results: [
        { index: 0, ok: true, onHand: 8 },
        { index: 1, ok: true, onHand: 7 },
        { index: 2, ...refused('insufficient-stock') },
        { index: 3, ...refused('not-found') },
        { index: 4, ...refused('not-found') },
        { index: 5, ok: true, onHand: 0 },
      ],
    });
    vera.position = answer.headers.get('position');
    expect(vera.position).toEqual(expect.any(String));
    expect(await stockOf(one)).toMatchObject({ onHand: 7 });
    expect(await stockOf(two)).toMatchObject({ onHand: 0 });
  });

  test('repeated with its key does nothing again', async () => {
    const product = await added(5);
    const lines = [{ productId: product, delta: 1, reason: 'count' }];
    const send = () => admin.post('/inventory/batch', { lines }, { headers: { 'idempotency-key': 'batch-1' } });
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    vera.position = admin.position;
    expect(await stockOf(product)).toMatchObject({ onHand: 6 });
  });

  test('is for admins, up to 1,000 lines', async () => {
    const product = await added(5);
    const line = { productId: product, delta: 1, reason: 'count' };
    expectProblem(await vera.post('/inventory/batch', { lines: [line] }), 403, 'forbidden');
    expectProblem(await ada.post('/inventory/batch', { lines: [line] }), 403, 'forbidden');
    const many = (length: number) => ({ lines: Array.from({ length }, () => line) });
    expectProblem(await admin.post('/inventory/batch', many(1001)), 400, 'validation-failed');
    const answer = await admin.post('/inventory/batch', many(1000));
    expect(answer.body.results.at(-1)).toEqual({ index: 999, ok: true, onHand: 1005 });
  });

  test.each([
    [{}],
    [{ lines: [{ delta: 1, reason: 'x' }] }],
    [{ lines: [{ sku: 'A', delta: 1 }] }],
    [{ lines: [{ sku: 'A', reason: 'x' }] }],
    [{ lines: [{ sku: 'A', delta: '1', reason: 'x' }] }],
    [{ lines: [{ sku: 'A', delta: 1, reason: 'x', other: 1 }] }],
    [{ lines: { 0: {} } }],
  ])('%j is malformed', async (body) => {
    expectProblem(await admin.post('/inventory/batch', body), 400, 'validation-failed');
  });
});

test('stock is reserved, leaves when it ships, and is released by a cancellation', async () => {
  const product = await added(10);
  const place = async (quantity: number) => {
    const order = await ada.post('/orders', card(product, quantity), { headers: { prefer: 'wait=10' } });
    expect(order.body.status).toBe('confirmed');
    admin.position = vera.position = ada.position;
    return order.body.id as string;
  };
  const until = (wanted: { onHand: number; reserved: number; available: number }) =>
    vera.until(
      `/inventory/${product}`,
      ({ body }) =>
        body.onHand === wanted.onHand && body.reserved === wanted.reserved && body.available === wanted.available,
    );
  const shipped = await place(4);
  const cancelled = await place(3);
  await until({ onHand: 10, reserved: 7, available: 3 });
  expectDone(await admin.send('PUT', `/orders/${shipped}/status`, { status: 'shipped' }));
  await until({ onHand: 6, reserved: 3, available: 3 });
  expectDone(await ada.post(`/orders/${cancelled}/cancel`));
  await until({ onHand: 6, reserved: 0, available: 6 });
});
