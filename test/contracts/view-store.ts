import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OffThreadBuilds } from '../../engine/projections/ports/off-thread.ts';
import { MalformedCursor } from '../../engine/projections/ports/view-store.ts';
import type { ViewStore } from '../../engine/projections/ports/view-store.ts';
import { positionOf } from '../../engine/log/position.ts';
import { allPages, checkpointAt, orders, ordersIn, write } from './view-store-orders.ts';
import type { OrderDocument } from './view-store-orders.ts';

/** A store to test, how to open it again as after a restart, and how to remove it. */
export type ViewStorePlace = {
  readonly store: ViewStore;
  /** As a new process would; `offThread`: what it can do elsewhere. */
  reopen(offThread?: OffThreadBuilds): Promise<ViewStore>;
  remove(): Promise<void>;
};

/** What every view store promises: builds, checkpoints and the switch between builds; lists and sums. */
export function viewStoreContract(name: string, open: () => Promise<ViewStorePlace>): void {
  describe(`${name}: builds of a view`, () => buildsContract(open));
  describe(`${name}: lists and sums`, () => queriesContract(open));
}

function buildsContract(open: () => Promise<ViewStorePlace>): void {
  let place: ViewStorePlace;
  let store: ViewStore;
  beforeEach(async () => {
    place = await open();
    store = place.store;
  });
  afterEach(() => place.remove());

  test('a new build is empty and has no checkpoint', async () => {
    const build = await store.open(orders, '1.1');
    expect(await build.checkpoint()).toBeNull();
    expect(await build.load(['o-1'])).toEqual(new Map());
    expect([build.name, build.build]).toEqual(['orders', '1.1']);
  });

  test('documents and checkpoint are read as they were written', async () => {
    const build = await store.open(orders, '1.1');
    const order = { id: 'o-1', note: 'emoji 🎁, "quotes", null', nested: { list: [1, 'two', null] } };
    await write(build, 7, { 'o-1': order });
    expect(await build.load(['o-1', 'o-2'])).toEqual(
      new Map([['o-1', { id: 'o-1', document: order, position: positionOf(7) }]]),
    );
    expect(await build.checkpoint()).toEqual(checkpointAt(7));
  });

  test('a build tells how far it has come, open or not', async () => {
    expect(await store.checkpointOf('orders', '1.1')).toBeNull();
    const build = await store.open(orders, '1.1');
    expect(await store.checkpointOf('orders', '1.1')).toBeNull();
    await write(build, 7, { 'o-1': { id: 'o-1' } });
    expect(await store.checkpointOf('orders', '1.1')).toEqual(checkpointAt(7));
    const again = await place.reopen();
    expect(await again.checkpointOf('orders', '1.1')).toEqual(checkpointAt(7));
  });

  test('a document written again is replaced, a checkpoint moves without documents', async () => {
    const build = await store.open(orders, '1.1');
    await write(build, 1, { 'o-1': { id: 'o-1', status: 'placed' } });
    await write(build, 2, { 'o-1': { id: 'o-1', status: 'confirmed' } });
    await write(build, 9, {});
    const loaded = await build.load(['o-1']);
    expect(loaded.get('o-1')).toMatchObject({ document: { status: 'confirmed' }, position: positionOf(2) });
    expect((await build.checkpoint())?.position).toBe(positionOf(9));
  });

  test('whoever finds a checkpoint finds the documents that it covers', async () => {
    const build = await store.open(orders, '1.1');
    const batch = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`o-${at}`, { id: `o-${at}` }]));
    let isDone = false;
    const written = write(build, 1, batch).finally(() => (isDone = true));
    while (!isDone) {
      const checkpoint = await build.checkpoint();
      if (checkpoint !== null) expect(await build.scan(null, 2_000)).toHaveLength(2_000);
      await new Promise((resume) => setImmediate(resume));
    }
    await written;
    expect(await build.checkpoint()).toEqual(checkpointAt(1));
  });

  test('a deleted document leaves a tombstone until a later checkpoint is past it', async () => {
    const build = await store.open(orders, '1.1');
    await write(build, 1, { 'o-1': { id: 'o-1' } });
    await write(build, 2, { 'o-1': null });
    expect((await build.load(['o-1'])).get('o-1')).toEqual({ id: 'o-1', document: null, position: positionOf(2) });
    await write(build, 3, {});
    expect(await build.load(['o-1'])).toEqual(new Map());
  });

  test('a writer that paused and wakes puts nothing old in the place of what was written since', async () => {
    const build = await store.open(orders, '1.1');
    await write(build, 5, { 'o-1': { id: 'o-1', status: 'confirmed' }, 'o-2': { id: 'o-2' }, 'o-3': null });
    const ids = ['o-1', 'o-2', 'o-3', 'o-4'];
    const before = await build.load(ids);
    const old = { id: 'o-1', status: 'placed' };
    const paused = [old, null, old, old].map((document, at) => ({ id: ids[at]!, document, position: positionOf(4) }));
    await build.write(paused, checkpointAt(5));
    expect(await build.load(['o-1', 'o-2'])).toEqual(new Map([...before].slice(0, 2)));
    expect((await build.load(['o-3'])).get('o-3')?.document ?? null).toBeNull();
    expect(await build.idsWith('status', 'placed')).toEqual(['o-4']);
  });

  test('a document that was folded anew takes the place of the one that was read, and of no later one', async () => {
    const build = await store.open(orders, '1.1');
    await write(build, 5, { 'o-1': { id: 'o-1', status: 'confirmed' } });
    const anew = { id: 'o-1', document: { id: 'o-1', status: 'placed' }, position: positionOf(3) };
    await build.write([{ ...anew, replaces: positionOf(4) }], checkpointAt(5));
    expect((await build.load(['o-1'])).get('o-1')).toMatchObject({ document: { status: 'confirmed' } });
    await build.write([{ ...anew, replaces: positionOf(5) }], checkpointAt(5));
    expect((await build.load(['o-1'])).get('o-1')).toEqual(anew);
  });

  test('a deleted document can come back', async () => {
    const build = await store.open(orders, '1.1');
    await write(build, 1, { 'o-1': { id: 'o-1' } });
    await write(build, 2, { 'o-1': null });
    await write(build, 3, { 'o-1': { id: 'o-1', status: 'placed' } });
    expect((await build.load(['o-1'])).get('o-1')?.document).toEqual({ id: 'o-1', status: 'placed' });
  });

  test('a scan gives the living documents in the order of their ids, page by page', async () => {
    const build = await store.open(orders, '1.1');
    await write(build, 1, { b: { id: 'b' }, a: { id: 'a' }, d: { id: 'd' }, c: { id: 'c' } });
    await write(build, 2, { c: null });
    const first = await build.scan(null, 2);
    const second = await build.scan('b', 2);
    expect(first.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(second).toEqual([{ id: 'd', document: { id: 'd' }, position: positionOf(1) }]);
  });

  test('the ids of documents with a value are those that have it now', async () => {
    const build = await store.open(orders, '1.1');
    const ids = async (status: string) => (await build.idsWith('status', status)).toSorted();
    expect(await ids('placed')).toEqual([]);
    const placed = (id: string) => ({ id, status: 'placed', total: { currency: 'EUR' } });
    await write(build, 1, { 'o-1': placed('o-1'), 'o-2': placed('o-2'), 'o-3': placed('o-3') });
    await write(build, 2, { 'o-1': { id: 'o-1', status: 'confirmed' }, 'o-3': null });
    expect([await ids('placed'), await ids('confirmed'), await ids('\0')]).toEqual([['o-2'], ['o-1'], []]);
    expect(await build.idsWith('total.currency', 'EUR')).toEqual(['o-2']);
  });

  test('a large batch is written whole, also when another one is written at the same time', async () => {
    const build = await store.open(orders, '1.1');
    const batch = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`${prefix}-${at}`, { id: `${prefix}-${at}` }]));
    await Promise.all([write(build, 1, batch('first')), write(build, 2, batch('second'))]);
    expect(await build.scan(null, 1_000)).toHaveLength(600);
    expect((await build.checkpoint())?.position).toBe(positionOf(2));
  });

  test('queries read the build that was switched to, from the switch on', async () => {
    const blue = await store.open(orders, '1.1');
    const green = await store.open(orders, '2.1');
    await write(blue, 1, { 'o-1': { id: 'o-1', colour: 'blue' } });
    await write(green, 5, { 'o-1': { id: 'o-1', colour: 'green' } });
    expect(await store.live('orders')).toBeNull();
    expect(await store.checkpoint('orders')).toBeNull();
    await store.switchTo('orders', '1.1');
    expect(await store.get('orders', 'o-1')).toMatchObject({ colour: 'blue' });
    await store.switchTo('orders', '2.1');
    expect(await store.live('orders')).toBe('2.1');
    expect(await store.get('orders', 'o-1')).toMatchObject({ colour: 'green' });
    expect((await store.checkpoint('orders'))?.position).toBe(positionOf(5));
  });

  test('a view is not switched to a build that there is not', async () => {
    await expect(store.switchTo('orders', '1.1')).rejects.toThrow('no build orders@1.1');
  });

  test('a view without a live build is an error, never an empty answer', async () => {
    await store.open(orders, '1.1');
    await expect(store.get('orders', 'o-1')).rejects.toThrow('no live build');
    await expect(store.find('orders', { limit: 1 })).rejects.toThrow('no live build');
  });

  test('a retired build can be dropped, the live one never', async () => {
    await ordersIn(store, [{ id: 'o-1' }]);
    await store.open(orders, '2.1');
    await store.switchTo('orders', '2.1');
    expect(await store.builds('orders')).toEqual(['1.1', '2.1']);
    await store.drop('orders', '1.1');
    await store.drop('orders', '1.1');
    expect(await store.builds('orders')).toEqual(['2.1']);
    await expect(store.drop('orders', '2.1')).rejects.toThrow('is live');
    expect(await (await store.open(orders, '1.1')).checkpoint()).toBeNull();
  });

  test('builds, documents, checkpoints and what is live survive a restart, which the handles of before do not', async () => {
    const build = await ordersIn(store, [{ id: 'o-1', status: 'placed' }]);
    await write(build, 4, {});
    const again = await place.reopen();
    expect(await again.builds('orders')).toEqual(['1.1']);
    expect(await again.live('orders')).toBe('1.1');
    expect(await again.get('orders', 'o-1')).toEqual({ id: 'o-1', status: 'placed' });
    expect(await again.checkpoint('orders')).toEqual(checkpointAt(4));
    await expect(write(build, 5, { 'o-1': null })).rejects.toMatchObject({ message: expect.any(String) });
    expect(await again.get('orders', 'o-1')).toEqual({ id: 'o-1', status: 'placed' });
    expect(await (await again.open(orders, '1.1')).checkpoint()).toEqual(checkpointAt(4));
  });
}

const placed = (id: string, customerId: string, day: number, more: Partial<OrderDocument> = {}): OrderDocument => ({
  id,
  customerId,
  createdAt: `2026-01-0${day}T00:00:00.000Z`,
  status: 'placed',
  total: { amount: day * 100, currency: 'EUR' },
  vendorIds: ['v-1'],
  paid: false,
  ...more,
});

const shop: readonly OrderDocument[] = [
  placed('o-1', 'anna', 1),
  placed('o-2', 'anna', 2, { status: 'confirmed', vendorIds: ['v-1', 'v-2', 'v-1'], paid: true }),
  placed('o-3', 'ben', 2),
  placed('o-4', 'anna', 3, { status: 'cancelled', vendorIds: [] }),
  { id: 'o-5', customerId: null },
];

function queriesContract(open: () => Promise<ViewStorePlace>): void {
  let place: ViewStorePlace;
  let store: ViewStore;
  const find = async (query: Parameters<ViewStore['find']>[1]) =>
    (await store.find<OrderDocument>('orders', query)).items.map(({ id }) => id);
  beforeEach(async () => {
    place = await open();
    store = place.store;
    await ordersIn(store, shop);
  });
  afterEach(() => place.remove());

  test('one document, several, and none', async () => {
    expect(await store.get('orders', 'o-3')).toEqual(shop[2]);
    expect(await store.get('orders', 'o-9')).toBeNull();
    expect(await store.getMany('orders', ['o-3', 'o-9', 'o-1'])).toEqual(
      new Map([
        ['o-3', shop[2]],
        ['o-1', shop[0]],
      ]),
    );
  });

  test("a customer's orders, newest first", async () => {
    const where = [{ field: 'customerId', equals: 'anna' }];
    expect(await find({ where, orderBy: [{ field: 'createdAt', direction: 'descending' }], limit: 20 })).toEqual([
      'o-4',
      'o-2',
      'o-1',
    ]);
  });

  test("a vendor's orders are found under each vendor once", async () => {
    const of = (contains: string) => find({ where: [{ field: 'vendorIds', contains }], limit: 20 });
    expect(await of('v-1')).toEqual(['o-1', 'o-2', 'o-3']);
    expect(await of('v-2')).toEqual(['o-2']);
    expect(await of('v-3')).toEqual([]);
  });

  test('an order that changes its vendors is no longer found under the old one', async () => {
    const build = await store.open(orders, '1.1');
    await write(build, 2, { 'o-2': { ...shop[1], vendorIds: ['v-3'] }, 'o-1': null });
    expect(await find({ where: [{ field: 'vendorIds', contains: 'v-1' }], limit: 20 })).toEqual(['o-3']);
    expect(await find({ where: [{ field: 'vendorIds', contains: 'v-3' }], limit: 20 })).toEqual(['o-2']);
  });

  test('filters: equal, one of, ranges, nested fields, true and false, nothing', async () => {
    const limit = 20;
    expect(await find({ where: [{ field: 'status', in: ['confirmed', 'cancelled'] }], limit })).toEqual(['o-2', 'o-4']);
    expect(await find({ where: [{ field: 'status', in: [] }], limit })).toEqual([]);
    expect(await find({ where: [{ field: 'total.amount', atLeast: 200, below: 300 }], limit })).toEqual(['o-2', 'o-3']);
    expect(await find({ where: [{ field: 'total.amount', atMost: 100 }], limit })).toEqual(['o-1']);
    expect(
      await find({
        where: [
          { field: 'total.currency', equals: 'EUR' },
          { field: 'paid', equals: true },
        ],
        limit,
      }),
    ).toEqual(['o-2']);
    expect(await find({ where: [{ field: 'customerId', equals: null }], limit })).toEqual(['o-5']);
    expect(await find({ where: [{ field: 'createdAt', equals: null }], limit })).toEqual(['o-5']);
  });

  test('values are never read as SQL or as paths, field names are checked', async () => {
    const hostile = ["' OR 1=1 --", '"; DROP TABLE documents', '%', '$.id', '\0', 'anna\0', '\u{1f381}'];
    for (const equals of hostile) {
      expect(await find({ where: [{ field: 'customerId', equals }], limit: 20 })).toEqual([]);
      expect(await find({ where: [{ field: 'vendorIds', contains: equals }], limit: 20 })).toEqual([]);
      expect(await find({ where: [{ field: 'customerId', in: [equals] }], limit: 20 })).toEqual([]);
      expect(await store.get('orders', equals)).toBeNull();
    }
    expect(await find({ where: [{ field: 'constructor', equals: null }], limit: 1 })).toEqual(['o-1']);
  });

  test('texts with characters that databases stumble over are kept, sorted and paged', async () => {
    const build = await store.open(orders, '1.1');
    const odd = ['nul \0 nul', 'half \ud83d', '\uffff', "'", '\u2028'].map((status, at) =>
      placed(`odd-${at}`, 'carl', 1, { status, vendorIds: [status] }),
    );
    await write(build, 2, Object.fromEntries(odd.map((order) => [order.id, order])));
    const query = { where: [{ field: 'customerId', equals: 'carl' }], limit: 1 } as const;
    const ids = await allPages((cursor) =>
      store.find<OrderDocument>('orders', {
        ...query,
        orderBy: [{ field: 'status', direction: 'ascending' }],
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    expect(ids.toSorted()).toEqual(odd.map(({ id }) => id));
    expect(await store.get('orders', 'odd-0')).toEqual(odd[0]);
  });

  test('documents without a value come first in ascending order and last in descending order', async () => {
    const by = (direction: 'ascending' | 'descending') =>
      find({ orderBy: [{ field: 'createdAt', direction }], limit: 20 });
    expect(await by('ascending')).toEqual(['o-5', 'o-1', 'o-2', 'o-3', 'o-4']);
    expect(await by('descending')).toEqual(['o-4', 'o-3', 'o-2', 'o-1', 'o-5']);
  });

  test('pages follow one another without gap or double, and the last one has no cursor', async () => {
    const query = { orderBy: [{ field: 'status', direction: 'descending' }], limit: 2 } as const;
    const first = await store.find<OrderDocument>('orders', query);
    const second = await store.find<OrderDocument>('orders', { ...query, cursor: first.nextCursor! });
    const third = await store.find<OrderDocument>('orders', { ...query, cursor: second.nextCursor! });
    const ids = [first, second, third].map(({ items }) => items.map(({ id }) => id));
    expect(ids).toEqual([['o-3', 'o-1'], ['o-2', 'o-4'], ['o-5']]);
    expect(third.nextCursor).toBeNull();
    expect(first.nextCursor).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  test('a cursor that another query gave, or nobody, is malformed', async () => {
    const { nextCursor } = await store.find('orders', { limit: 1 });
    const cursor = nextCursor!;
    const elsewhere = { where: [{ field: 'status', equals: 'placed' }], limit: 1, cursor };
    await expect(store.find('orders', elsewhere)).rejects.toThrow(MalformedCursor);
    const broken = [
      '',
      'x',
      '💥',
      `${cursor}=`,
      cursor.slice(1),
      Buffer.from('[]').toString('base64url'),
      Buffer.from('{}').toString('base64url'),
    ];
    for (const bad of broken) {
      await expect(store.find('orders', { limit: 1, cursor: bad })).rejects.toThrow(MalformedCursor);
    }
  });

  test('counts and sums by group, nothing being a group of its own', async () => {
    const rows = await store.aggregate('orders', [], ['customerId'], ['total.amount']);
    expect(rows).toEqual([
      { group: { customerId: null }, count: 1, sums: { 'total.amount': 0 } },
      { group: { customerId: 'anna' }, count: 3, sums: { 'total.amount': 600 } },
      { group: { customerId: 'ben' }, count: 1, sums: { 'total.amount': 200 } },
    ]);
  });

  test('without groups there is one row, also when nothing matches', async () => {
    const none = [{ field: 'status', equals: 'lost' }];
    expect(await store.aggregate('orders', none, [], ['total.amount'])).toEqual([
      { group: {}, count: 0, sums: { 'total.amount': 0 } },
    ]);
    expect(await store.aggregate('orders', none, ['status'], [])).toEqual([]);
    const ofVendor = [{ field: 'vendorIds', contains: 'v-1' }];
    expect(await store.aggregate('orders', ofVendor, [], [])).toEqual([{ group: {}, count: 3, sums: {} }]);
  });
}
