import fc from 'fast-check';
import { eventTypes } from '../../domain/event-types.ts';
import type { EventType } from '../../engine/log/event-registry.ts';
import type { FeedEvent, LogFeed } from '../../engine/feed/log-feed.ts';
import { reaches } from '../../engine/log/position.ts';
import { processDecider } from '../../engine/reactions/process-decider.ts';
import { orderSaga } from '../../process-managers/order-saga/order-saga.ts';
import { logOf } from '../folds/log.ts';
import { cable, customerId, headphones, orderId } from '../orders.ts';
import { emittedLives, type Emitted } from './emitted-lives.ts';
import * as story from './order-story.ts';
import type { Position } from '../../engine/log/position.ts';

/** What the order saga decides of an order that is paid and shipped. */
function processLife(): readonly Emitted[] {
  const decider = processDecider(orderSaga());
  const { authorized, captured, placed, reserved, shipped, soap, soapLine } = story;
  let kept = decider.initial;
  return [placed('card', soapLine), reserved(soap), authorized, shipped, captured].flatMap((input, revision) => {
    if (input.kind !== 'event') return [];
    const { id, type, stream } = input.event;
    const decision = decider.decide({ input, record: { id, type, stream, revision } }, kept);
    if (!decision.accepted) throw new Error('The saga refused');
    for (const event of decision.events) kept = decider.evolve(kept, event);
    return decision.events;
  });
}

const lives = [...emittedLives, [`orderProcess-${orderId}`, processLife()] as const];
const ids = [orderId, customerId, headphones, cable];

/** The same of another order, customer and products; the n-th of them. */
function another<Value>(value: Value, n: number): Value {
  const text = JSON.stringify(value).replaceAll(story.orderId, orderId);
  return JSON.parse(ids.reduce((each, id) => each.replaceAll(id, `${n}${id.slice(1)}`), text)) as Value;
}

const persons = ['user-', 'userEmail-', 'order-', 'payment-', 'notification-'];
const registry: Readonly<Record<string, EventType>> = eventTypes;

/** An event as it reads once the person's key is destroyed. */
function erased(event: FeedEvent): FeedEvent {
  const { personal = [], secret = [] } = registry[event.type] ?? {};
  const data = event.data as object;
  const hidden = [...personal, ...secret].filter((field) => Object.hasOwn(data, field));
  return { ...event, data: { ...data, ...Object.fromEntries(hidden.map((field) => [field, null])) } as never };
}

/** Lives of several customers, orders and products, some cut short, in any order but each in its own. */
export const aHistory: fc.Arbitrary<readonly FeedEvent[]> = fc
  .tuple(
    fc.uniqueArray(
      fc.tuple(fc.nat(lives.length - 1), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 15 })),
      {
        minLength: 1,
        maxLength: 16,
        selector: ([life, n]) => `${life}.${n}`,
      },
    ),
    fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 }),
  )
  .map(([picked, turns]) => {
    const left = picked.map(([life, n, length]) => {
      const [stream, events] = lives[life]!;
      return { n, stream: another(stream, n), events: events.slice(0, length) };
    });
    const told: { readonly n: number; readonly line: Parameters<typeof logOf>[0][number] }[] = [];
    for (let turn = 0; left.length > 0; turn += 1) {
      const index = turns[turn % turns.length]! % left.length;
      const { n, stream, events } = left[index]!;
      const { type, data } = events.shift()!;
      if (events.length === 0) left.splice(index, 1);
      const time = new Date(Date.UTC(2026, 2, 1) + turn * 7_200_000).toISOString();
      told.push({ n, line: { stream, type, data: another(data, n), time, orderId: another(orderId, n) } });
    }
    return logOf(told.map(({ line }) => line)).map((event, index) => ({
      ...event,
      subject: persons.some((prefix) => event.stream.startsWith(prefix)) ? another(customerId, told[index]!.n) : null,
    })) as unknown as readonly FeedEvent[];
  });

/** A feed of these events; the last ones before a position are delivered again, in front of what follows it. */
export function feedOf(events: readonly FeedEvent[], again = 0): LogFeed {
  const destroyed = new Set(events.flatMap(({ type, subject }) => (type === 'UserKeyDestroyed' ? [subject] : [])));
  const readable = events.map((event) => (destroyed.has(event.subject) ? erased(event) : event));
  const after = (position: Position | null) =>
    position === null ? 0 : readable.filter((event) => reaches(position, event.position)).length;
  return {
    read: async (position, limit) => {
      const from = after(position);
      return from === readable.length ? [] : readable.slice(Math.max(0, from - again), from + limit);
    },
    waitBeyond: (position, signal) =>
      new Promise((resolve) => {
        if (signal.aborted || after(position) < readable.length) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    head: () => ({ position: readable.at(-1)?.position ?? null, events: readable.length }),
    eventAt: async (position) => readable.find((event) => event.position === position) ?? null,
    logId: async () => 'log',
    reread: () => {},
    close: async () => {},
  };
}
