import { beforeEach, expect, test } from '@jest/globals';
import { publishSurely } from '../../test/contracts/message-bus.ts';
import { eventually } from '../../test/contracts/subject.ts';
import { RoughMessageBus } from '../../test/rough/message-bus.ts';
import { MemoryParkedEvents } from '../../test/rough/parked-events.ts';
import type { FeedEvent } from '../feed/log-feed.ts';
import { positionOf } from '../log/position.ts';
import type { ProjectionServices } from '../projections/builds/slot.ts';
import { Projections } from '../projections/projections.ts';
import type { Message } from './message-bus.ts';
import { ParkedMessages } from './parked-messages.ts';

const message: Message = { id: 'event-1', position: positionOf(7), routingKey: 'till.item.sold', body: { told: 1 } };
const hooks = { queue: 'hooks', bindings: ['#'], concurrency: 1, backoffMs: [1] };

let bus: RoughMessageBus;
let parked: MemoryParkedEvents;
let messages: ParkedMessages;
let taken: Message[];
let isAway: boolean;

beforeEach(async () => {
  bus = new RoughMessageBus({ acksLost: 0.3, confirmsLost: 0.3 });
  [parked, taken, isAway] = [new MemoryParkedEvents(), [], true];
  const event = { id: 'event-1', position: positionOf(7) } as FeedEvent;
  messages = new ParkedMessages({
    ...{ bus, parked },
    feed: { eventAt: async (position) => (position === event.position ? event : null) },
    forwarding: { name: 'teller', handles: [], key: () => null, handle: () => publishSurely(bus, message) },
  });
  await bus.consume(hooks, async (delivery) => {
    if (isAway) throw new Error('the consumer is away');
    taken.push(delivery.message);
  });
  await publishSurely(bus, message);
  await messages.start();
  await eventually(async () => (await parked.list(10)).length > 0 && bus.isEmpty);
});

test('a dead letter is parked under the name of its queue, once, however often it comes', async () => {
  const all = await parked.list(10);
  expect(all).toEqual([
    {
      id: expect.any(String),
      ...{ projection: 'hooks', key: 'till.item.sold', eventId: 'event-1', position: positionOf(7) },
      ...{ error: 'the consumer is away', attempts: 2, since: expect.any(String) },
    },
  ]);
});

test('an operator finds it beside what projections have parked, and may try it again or give it up there', async () => {
  const admin = new Projections([], { parked } as unknown as ProjectionServices, messages);
  const [found] = await admin.parked(10);
  expect(found).toMatchObject({ projection: 'hooks', eventId: 'event-1' });
  isAway = false;
  expect([await admin.retryParked(found!.id), await admin.discardParked(found!.id)]).toEqual([true, false]);
  await eventually(() => taken.length > 0);
});

test('it is told again when an operator says so, and parked no more', async () => {
  const { id } = (await parked.list(10))[0]!;
  isAway = false;
  expect(await messages.retryParked(id)).toBe(true);
  await eventually(() => taken.length > 0);
  expect(taken[0]).toEqual(message);
  expect(await parked.list(10)).toEqual([]);
  expect(await messages.retryParked(id)).toBe(false);
});

test('and when that fails too it is parked again', async () => {
  const { id } = (await parked.list(10))[0]!;
  await messages.retryParked(id);
  await eventually(async () => (await parked.find(id)) !== null);
});

test('one that is discarded is gone; what a view has parked is not touched', async () => {
  const [entry] = await parked.list(10);
  await parked.park({ ...entry!, id: 'of a view', projection: 'orders@1.1' });
  expect(await messages.discardParked(entry!.id)).toBe(true);
  expect(await messages.discardParked('of a view')).toBe(false);
  expect(await messages.retryParked('of a view')).toBe(false);
  expect((await parked.list(10)).map(({ id }) => id)).toEqual(['of a view']);
});
