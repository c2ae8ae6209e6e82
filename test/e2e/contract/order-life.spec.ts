import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { card } from '../client.ts';
import type { Reply } from '../../http/ask.ts';
import type { Client } from '../client.ts';
import { startShop } from '../shop.ts';
import type { Shop } from '../shop.ts';
import { expectProblem, time, uuid } from './ask.ts';
import { euros, expectDone, pureVendor, unknownId, statusesOf } from './shop-answers.ts';

let shop: Shop;
let admin: Client;
let vera: Client;
let ada: Client;
let bob: Client;
let kettle: string;
let pan: string;

beforeAll(async () => {
  shop = await startShop({ ORDERS_PER_MINUTE: '1000', PAYMENT_TIMEOUT_MS: '60000' });
  admin = await shop.admin();
  vera = await pureVendor(shop, admin, 'vera@example.com');
  ada = await shop.client().register('ada@example.com');
  bob = await shop.client().register('bob@example.com');
  const product = { price: euros(1000), initialStock: 100_000 };
  kettle = (await vera.post('/products', { sku: 'KETTLE', name: 'Kettle', ...product })).body.id;
  pan = (await vera.post('/products', { sku: 'PAN', name: 'Pan', ...product })).body.id;
  ada.position = vera.position;
});
afterAll(() => shop.kill());

const steps = ['shipped', 'delivered', 'completed'] as const;
type Step = (typeof steps)[number] | 'placed' | 'confirmed' | 'cancelled';

/** The latest of the positions that clients know, for all of them. */
function share(from: Client): void {
  for (const client of [admin, ada, bob, vera]) client.position = from.position;
}

async function advance(id: string, status: Step, more: object = {}): Promise<Reply> {
  const answer = await admin.send('PUT', `/orders/${id}/status`, { status, ...more });
  share(admin);
  return answer;
}

/** An order of 2 kettles and 1 pan (30.00 EUR) that has come so far. */
async function orderThatIs(step: Step, method: 'card' | 'cash' = 'card'): Promise<string> {
  const items = [
    { productId: kettle, quantity: 2 },
    { productId: pan, quantity: 1 },
  ];
  const token = step === 'placed' ? 'tok_timeout' : 'tok_ok';
  const paid = method === 'card' ? {} : { paymentMethod: 'cash_on_delivery', paymentToken: undefined };
  const wait = step === 'placed' ? {} : { headers: { prefer: 'wait=10' } };
  const { body } = await ada.post('/orders', { ...card(kettle, 1, token), items, ...paid }, wait);
  share(ada);
  if (step === 'cancelled') {
    expectDone(await ada.post(`/orders/${body.id}/cancel`));
    share(ada);
  }
  for (const each of steps.slice(0, steps.indexOf(step as 'shipped') + 1)) expectDone(await advance(body.id, each));
  return body.id;
}

const read = async (id: string) => (await admin.get(`/orders/${id}`)).body;
const paid = (id: string) => admin.until(`/orders/${id}`, ({ body }) => body.paymentStatus === 'paid');

describe('the steps of an order', () => {
  test('paid by card', async () => {
    const id = await orderThatIs('confirmed');
    expect(await read(id)).toMatchObject({ paymentStatus: 'authorized', fulfilmentStatus: 'unfulfilled' });
    const shipped = expectDone(await advance(id, 'shipped', { trackingNumber: 'TRACK-1' }));
    expect(Object.keys(shipped.body).toSorted()).toEqual(['id', 'position', 'revision']);
    expect(shipped.body.id).toBe(id);
    expect((await paid(id)).body).toMatchObject({
      status: 'shipped',
      fulfilmentStatus: 'shipped',
      trackingNumber: 'TRACK-1',
    });
    expectDone(await advance(id, 'delivered'));
    expect(await read(id)).toMatchObject({ status: 'delivered', fulfilmentStatus: 'delivered', paymentStatus: 'paid' });
    expectDone(await advance(id, 'completed'));
    expect(await read(id)).toMatchObject({
      status: 'completed',
      fulfilmentStatus: 'delivered',
      paymentStatus: 'paid',
      trackingNumber: 'TRACK-1',
    });
  });

  test('paid in cash on delivery', async () => {
    const id = await orderThatIs('confirmed', 'cash');
    expect(await read(id)).toMatchObject({ paymentMethod: 'cash_on_delivery', paymentStatus: 'pending' });
    expectDone(await advance(id, 'shipped'));
    expect(await read(id)).toMatchObject({ status: 'shipped', paymentStatus: 'pending' });
    expectDone(await advance(id, 'delivered'));
    expect((await paid(id)).body).toMatchObject({ status: 'delivered', fulfilmentStatus: 'delivered' });
    expectDone(await advance(id, 'completed'));
    expect(await read(id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect(await read(id)).not.toHaveProperty('trackingNumber');
  });

  test.each<[Step, Step[], Step[]]>([
    ['placed', ['cancelled'], ['confirmed', 'shipped', 'delivered', 'completed']],
    ['confirmed', ['shipped', 'cancelled'], ['confirmed', 'delivered', 'completed']],
    ['shipped', ['delivered'], ['confirmed', 'shipped', 'completed', 'cancelled']],
    ['delivered', ['completed'], ['confirmed', 'shipped', 'delivered', 'cancelled']],
    ['completed', [], ['confirmed', 'shipped', 'delivered', 'completed', 'cancelled']],
    ['cancelled', [], ['confirmed', 'shipped', 'delivered', 'completed', 'cancelled']],
  ])('from %s only %j are legal', async (from, legal, illegal) => {
    const id = await orderThatIs(from);
    for (const step of illegal) {
      const answer = await advance(id, step);
      expectProblem(answer, 409, 'illegal-transition');
      for (const name of legal) expect(answer.body.detail).toContain(name);
    }
    expect((await read(id)).status).toBe(from);
  });

  test('are known ones', async () => {
    const id = await orderThatIs('confirmed');
    for (const body of [{ status: 'placed' }, { status: 'lost' }, {}, { status: 5 }, { status: 'shipped', x: 1 }]) {
      expectProblem(await admin.send('PUT', `/orders/${id}/status`, body), 400, 'validation-failed');
    }
    expectProblem(await admin.send('PUT', `/orders/${unknownId}/status`, { status: 'shipped' }), 404, 'not-found');
    expectProblem(await admin.send('PUT', `/orders/${unknownId}/status`, { status: 'confirmed' }), 404, 'not-found');
    expectProblem(await admin.send('PUT', '/orders/first/status', { status: 'shipped' }), 404, 'not-found');
  });

  test('are for admins', async () => {
    const id = await orderThatIs('confirmed');
    for (const client of [ada, bob, vera]) {
      expectProblem(await client.send('PUT', `/orders/${id}/status`, { status: 'shipped' }), 403, 'forbidden');
    }
    expectProblem(
      await shop.client().send('PUT', `/orders/${id}/status`, { status: 'shipped' }),
      401,
      'unauthenticated',
    );
  });

  test('respect If-Match', async () => {
    const id = await orderThatIs('confirmed');
    const { revision } = await read(id);
    const step = (status: string, match: number) =>
      admin.send('PUT', `/orders/${id}/status`, { status }, { headers: { 'if-match': `"${match}"` } });
    const stale = await step('shipped', revision - 1);
    expectProblem(stale, 412, 'revision-mismatch');
    expect(stale.body.currentRevision).toBe(revision);
    expect(expectDone(await step('shipped', revision)).body.revision).toBe(revision + 1);
  });
});

describe('a cancellation', () => {
  test.each<Step>(['placed', 'confirmed'])('by the customer of one that is %s', async (step) => {
    const id = await orderThatIs(step);
    const answer = expectDone(await ada.post(`/orders/${id}/cancel`, { reason: '  Found it cheaper ' }));
    expect(answer.body.id).toBe(id);
    share(ada);
    const order = await read(id);
    expect(order).toMatchObject({
      status: 'cancelled',
      paymentStatus: 'voided',
      fulfilmentStatus: 'unfulfilled',
      cancellation: {
        reason: 'requested_by_customer',
        note: 'Found it cheaper',
        by: { id: ada.userId, role: 'customer' },
      },
    });
    expect(order.cancellation.at).toMatch(time);
  });

  test('needs no reason and no body', async () => {
    const one = await orderThatIs('confirmed');
    expectDone(await ada.post(`/orders/${one}/cancel`, {}));
    share(ada);
    expect((await read(one)).cancellation).toEqual({
      reason: 'requested_by_customer',
      by: { id: ada.userId, role: 'customer' },
      at: expect.stringMatching(time),
    });
    const two = await orderThatIs('confirmed');
    expectDone(await ada.send('POST', `/orders/${two}/cancel`));
  });

  test('by an admin says so, either way', async () => {
    const one = await orderThatIs('confirmed');
    expectDone(await admin.post(`/orders/${one}/cancel`, { reason: 'fraud' }));
    const two = await orderThatIs('confirmed');
    expectDone(await advance(two, 'cancelled', { reason: 'fraud' }));
    for (const id of [one, two]) {
      share(admin);
      expect(await read(id)).toMatchObject({
        status: 'cancelled',
        paymentStatus: 'voided',
        cancellation: { reason: 'requested_by_admin', note: 'fraud', by: { id: admin.userId, role: 'admin' } },
      });
    }
  });

  test('of cash on delivery ends voided', async () => {
    const id = await orderThatIs('confirmed', 'cash');
    expectDone(await ada.post(`/orders/${id}/cancel`));
    share(ada);
    expect(await read(id)).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
  });

  test.each<Step>(['shipped', 'delivered', 'completed', 'cancelled'])('of one that is %s is illegal', async (step) => {
    const id = await orderThatIs(step);
    for (const client of [ada, admin]) {
      expectProblem(await client.post(`/orders/${id}/cancel`, {}), 409, 'illegal-transition');
    }
  });

  test('is for the owner and admins', async () => {
    const id = await orderThatIs('confirmed');
    expectProblem(await bob.post(`/orders/${id}/cancel`), 404, 'not-found');
    expect([403, 404]).toContain((await vera.post(`/orders/${id}/cancel`)).status);
    expectProblem(await shop.client().post(`/orders/${id}/cancel`), 401, 'unauthenticated');
    expectProblem(await ada.post(`/orders/${unknownId}/cancel`), 404, 'not-found');
    expectProblem(await ada.post('/orders/first/cancel'), 404, 'not-found');
    expectProblem(await ada.post(`/orders/${id}/cancel`, { reason: 5 }), 400, 'validation-failed');
    expectProblem(await ada.post(`/orders/${id}/cancel`, { why: 'x' }), 400, 'validation-failed');
    expectProblem(await ada.post(`/orders/${id}/cancel`, { reason: 'r'.repeat(501) }), 400, 'validation-failed');
    expect((await read(id)).status).toBe('confirmed');
  });
});

describe('a return', () => {
  const back = (id: string, lines: object[], client: Client = ada) =>
    client.post(`/orders/${id}/returns`, { lines, reason: 'too small' });
  const onHand = async () => (await vera.get(`/inventory/${kettle}`)).body.onHand;

  test('restocks and does not refund', async () => {
    const id = await orderThatIs('delivered');
    await paid(id);
    const before = await onHand();
    const answer = expectDone(await back(id, [{ productId: kettle, quantity: 1 }]), 201);
    expect(answer.body.id).not.toBe(id);
    expect(answer.headers.get('location')).toBeNull();
    share(ada);
    const order = await read(id);
    expect(order).toMatchObject({
      fulfilmentStatus: 'delivered',
      refunded: euros(0),
      refunds: [],
      paymentStatus: 'paid',
    });
    expect(order.returns).toEqual([
      {
        id: answer.body.id,
        lines: [{ productId: kettle, quantity: 1 }],
        reason: 'too small',
        at: expect.stringMatching(time),
      },
    ]);
    expect(order.revision).toBe(answer.body.revision);
    await vera.until(`/inventory/${kettle}`, ({ body }) => body.onHand === before + 1);
  });

  test('of all makes the order returned', async () => {
    const id = await orderThatIs('completed');
    expectDone(await back(id, [{ productId: kettle, quantity: 2 }]), 201);
    share(ada);
    expect(await read(id)).toMatchObject({ fulfilmentStatus: 'delivered' });
    expectDone(await back(id, [{ productId: pan, quantity: 1 }], admin), 201);
    share(admin);
    expect(await read(id)).toMatchObject({ status: 'completed', fulfilmentStatus: 'returned' });
  });

  test('of more than was bought is too large, also in parts', async () => {
    const id = await orderThatIs('delivered');
    expectProblem(await back(id, [{ productId: kettle, quantity: 3 }]), 409, 'return-too-large');
    expectDone(await back(id, [{ productId: kettle, quantity: 1 }]), 201);
    expectProblem(await back(id, [{ productId: kettle, quantity: 2 }]), 409, 'return-too-large');
    const twice = [1, 1].map((quantity) => ({ productId: kettle, quantity }));
    expectProblem(await back(id, twice), 409, 'return-too-large');
    expectDone(await back(id, [{ productId: kettle, quantity: 1 }]), 201);
    const answers = await Promise.all([1, 2, 3].map(() => back(id, [{ productId: pan, quantity: 1 }])));
    expect(statusesOf(answers)).toEqual([201, 409, 409]);
  });

  test.each<Step>(['placed', 'confirmed', 'shipped', 'cancelled'])('of one that is %s is illegal', async (step) => {
    const id = await orderThatIs(step);
    expectProblem(await back(id, [{ productId: kettle, quantity: 1 }]), 409, 'illegal-transition');
  });

  test('is for the owner and admins, and well-formed', async () => {
    const id = await orderThatIs('delivered');
    const lines = [{ productId: kettle, quantity: 1 }];
    expectProblem(await back(id, lines, bob), 404, 'not-found');
    expect([403, 404]).toContain((await back(id, lines, vera)).status);
    expectProblem(await back(unknownId, lines), 404, 'not-found');
    for (const body of [
      {},
      { lines },
      { reason: 'x' },
      { lines: [], reason: 'x' },
      { lines: [{ productId: kettle, quantity: 0 }], reason: 'x' },
      { lines: [{ productId: kettle }], reason: 'x' },
      { lines, reason: 'x', refund: true },
    ]) {
      expectProblem(await ada.post(`/orders/${id}/returns`, body), 400, 'validation-failed');
    }
  });
});

describe('a refund', () => {
  const refund = (id: string, amount?: object, client: Client = admin) =>
    client.post(`/orders/${id}/refunds`, { ...(amount === undefined ? {} : { amount }), reason: 'scratched' });

  test('in part, then of what is left', async () => {
    const id = await orderThatIs('shipped');
    await paid(id);
    const first = expectDone(await refund(id, euros(1200)), 201);
    expect(first.body.id).toMatch(uuid);
    expect(first.body.id).not.toBe(id);
    expect(first.headers.get('location')).toBeNull();
    expect(await read(id)).toMatchObject({
      revision: first.body.revision,
      paymentStatus: 'partially_refunded',
      refunded: euros(1200),
      refunds: [{ id: first.body.id, amount: euros(1200), reason: 'scratched', at: expect.stringMatching(time) }],
    });
    expectProblem(await refund(id, euros(1801)), 409, 'refund-too-large');
    const second = expectDone(await refund(id), 201);
    expect(await read(id)).toMatchObject({
      paymentStatus: 'refunded',
      refunded: euros(3000),
      total: euros(3000),
      refunds: [{}, { id: second.body.id, amount: euros(1800) }],
      status: 'shipped',
    });
    expectProblem(await refund(id), 409, 'refund-too-large');
    expectProblem(await refund(id, euros(1)), 409, 'refund-too-large');
  });

  test('of all at once', async () => {
    const id = await orderThatIs('completed');
    await paid(id);
    expectDone(await refund(id, euros(3000)), 201);
    expect(await read(id)).toMatchObject({ paymentStatus: 'refunded', status: 'completed', refunded: euros(3000) });
  });

  test('of cash, once it was delivered', async () => {
    const id = await orderThatIs('shipped', 'cash');
    expectProblem(await refund(id), 409, 'refund-too-large');
    expectDone(await advance(id, 'delivered'));
    await paid(id);
    expectDone(await refund(id), 201);
    expect(await read(id)).toMatchObject({ paymentStatus: 'refunded' });
  });

  test.each<Step>(['placed', 'confirmed', 'cancelled'])('of one that is %s is too large', async (step) => {
    const id = await orderThatIs(step);
    expectProblem(await refund(id, euros(1)), 409, 'refund-too-large');
    expectProblem(await refund(id), 409, 'refund-too-large');
  });

  test('twice at once never gives more than was paid', async () => {
    const id = await orderThatIs('shipped');
    await paid(id);
    const answers = await Promise.all([1, 2, 3].map(() => refund(id, euros(2000))));
    expect(statusesOf(answers)).toEqual([201, 409, 409]);
    expect(await read(id)).toMatchObject({ refunded: euros(2000) });
  });

  test('is for admins, and well-formed', async () => {
    const id = await orderThatIs('shipped');
    await paid(id);
    for (const client of [ada, bob, vera]) expectProblem(await refund(id, euros(1), client), 403, 'forbidden');
    expectProblem(await refund(unknownId), 404, 'not-found');
    for (const body of [
      {},
      { amount: euros(1) },
      { amount: 1, reason: 'x' },
      { amount: euros(1.5), reason: 'x' },
      { amount: euros(-1), reason: 'x' },
      { amount: { amount: 1 }, reason: 'x' },
      { amount: { amount: 1, currency: 'USD' }, reason: 'x' },
      { amount: euros(1), reason: ' ' },
    ]) {
      expectProblem(await admin.post(`/orders/${id}/refunds`, body), 400, 'validation-failed');
    }
    expect(await read(id)).toMatchObject({ refunds: [] });
  });
});
