import { afterEach, expect, test } from '@jest/globals';
import { eventually } from '../test/contracts/subject.ts';
import type { Manners } from '../test/rough/event-store.ts';
import { RunningShop, World } from '../test/stories/running-shop.ts';
import { RoughCheckpoints } from '../test/rough/checkpoints.ts';
import { MemoryRegistry } from '../test/rough/registry.ts';

const buyers = 500;
const units = 100;
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/**
 * Two whole engines (executor, saga, gateway) that share nothing but the store; every second buyer comes to the other.
 * One may stop half-way, with its checkpoints lost; a third takes its place.
 */
test.each([
  ['a store that answers', {}],
  ['a store that answers, one stopped half-way', { stops: true }],
  ['a store that loses answers', { seed: 3, repliesLost: 0.02, requestsLost: 0.02, foreign: 0.1, turns: 2 }],
])(
  '500 buyers of 100 units at two engines on %s: exactly 100 orders are confirmed',
  async (_, { stops = false, ...manners }: Manners & { stops?: boolean }) => {
    const world = new World(manners);
    closing.push(() => world.close());
    const start = async (name: string) => {
      const engine = await RunningShop.start(
        world,
        { paymentTimeoutMs: 60_000 },
        { name, registry: new MemoryRegistry(), checkpoints: new RoughCheckpoints() },
      );
      closing.push(() => engine.close());
      return engine;
    };
    const [one, two] = [await start('one'), await start('two')];
    await one.receive('soap', units);

    const orderIds = Array.from({ length: buyers }, (_each, index) => `order-${index}`);
    const sell = (ids: readonly string[], there: RunningShop) =>
      Promise.all(ids.map((id, index) => (index % 2 === 0 ? one : there).place(id, 'tok_ok', ['soap', 1])));
    await sell(orderIds.slice(0, buyers / 2), two);
    if (stops) await two.close();
    await sell(orderIds.slice(buyers / 2), stops ? await start('three') : two);
    for (const id of orderIds) await eventually(async () => (await one.find(id)).status !== 'placed');

    const ended = await Promise.all(orderIds.map((id) => one.find(id)));
    expect(ended.filter(({ status }) => status === 'confirmed')).toHaveLength(units);
    expect(ended.filter(({ cancellation }) => cancellation?.reason === 'out_of_stock')).toHaveLength(buyers - units);
    const { reservations } = await one.stock('soap');
    const confirmed = orderIds.filter((__, index) => ended[index]!.status === 'confirmed');
    expect(reservations.map(({ orderId }) => orderId)).toEqual(confirmed.toSorted());
    expect((await world.books()).filter(({ status }) => status === 'authorized')).toHaveLength(units);
    if (manners.repliesLost !== undefined) expect(world.store.went['reply-lost']).toBeGreaterThan(0);
    if (manners.requestsLost !== undefined) expect(world.store.went['request-lost']).toBeGreaterThan(0);
  },
  90_000,
);
