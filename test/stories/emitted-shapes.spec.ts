import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { eventTypes } from '../../domain/event-types.ts';
import type { EventType } from '../../engine/log/event-registry.ts';
import { processEventTypes } from '../../process-managers/event-types.ts';
import { eventually } from '../contracts/subject.ts';
import { shapeChanges } from './event-shape.ts';
import { emittedLives } from './emitted-lives.ts';
import { RunningShop, World } from './running-shop.ts';

/** The sample of a type as its newest version is written. */
function goldenData(type: string, { version }: EventType): object {
  const file = new URL(`../golden/${type}.v${version}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { data: object }).data;
}

function expectSameShape(type: string, of: EventType, events: readonly object[], open: readonly string[] = []): void {
  const changes = shapeChanges(goldenData(type, of), events, open).map((change) => `${type}${change}`);
  if (changes.length === 0) return;
  const what = `${type} is not what version ${of.version} of it is: ${changes.join('; ')}`;
  throw new Error(`${what}. Raise the version and add an upcaster and a golden sample: old events stay as they are.`);
}

const emitted = emittedLives.flatMap(([, events]) => events);

test("the deciders' lives emit every event type there is, and no other", () =>
  expect([...new Set(emitted.map(({ type }) => type))].toSorted()).toEqual(Object.keys(eventTypes).toSorted()));

describe('what is emitted has the shape of the golden sample of its version', () => {
  test.each(Object.entries<EventType>(eventTypes))('%s', (type, of) =>
    expectSameShape(
      type,
      of,
      emitted.filter((event) => event.type === type).map(({ data }) => data),
    ),
  );

  test('OrderProcessAdvanced, by the order saga', async () => {
    const world = new World();
    const shop = await RunningShop.start(world);
    await shop.receive('lamp', 5);
    await shop.place('o1', 'tok_ok', ['lamp', 1]);
    await eventually(async () => (await shop.find('o1')).status === 'confirmed');
    await shop.order('o1', { type: 'ShipOrder', trackingNumber: null });
    await eventually(async () => (await shop.find('o1')).paymentStatus === 'paid');
    await shop.order('o1', { type: 'IssueRefund', refundId: 'f1', amount: null, reason: 'broken' });
    await eventually(async () => (await shop.story()).includes('saga: note-refund'));
    const decisions = (await shop.events())
      .filter(({ type }) => type === 'OrderProcessAdvanced')
      .map(({ data }) => data as { readonly decision: string });
    await shop.close();
    await world.close();

    const { OrderProcessAdvanced: of, ...others } = processEventTypes;
    expect(others).toEqual({});
    const like = goldenData('OrderProcessAdvanced', of) as { readonly decision: string };
    const sameDecision = decisions.filter(({ decision }) => decision === like.decision);
    expect(sameDecision).toHaveLength(1);
    expectSameShape('OrderProcessAdvanced', of, sameDecision);
    expectSameShape('OrderProcessAdvanced', of, decisions, ['.commands[].data.', '.state.due.', '.state.refunds[]']);
  });
});

describe('a shape that changed is noticed', () => {
  const sample = { at: 'main', by: { id: 'ada' }, lines: [{ quantity: 1 }], note: null };
  test.each([
    ['a new field', [{ ...sample, colour: 'red' }], '.colour was added'],
    ['a new field of a line', [{ ...sample, lines: [{ quantity: 1, colour: 'red' }] }], '.lines[].colour was added'],
    ['a field less', [{ at: 'main', by: {}, lines: [], note: null }], '.by.id was removed'],
    ['a list less', [{ at: 'main', by: { id: 'ada' }, note: null }], '.lines was removed'],
    ['another type', [{ ...sample, lines: [{ quantity: '1' }] }], '.lines[].quantity is string, was number'],
    ['another type than text', [{ ...sample, note: 1 }], '.note is number, was null'],
    ['a field that is null for ever', [{ ...sample, at: null }], '.at is null in every event'],
  ])('%s', (_, events, change) => expect(shapeChanges(sample, events)).toContain(change));

  test('but not a null beside values, text where the sample has none, nor an empty list', () =>
    expect(shapeChanges(sample, [sample, { at: null, by: { id: 'eve' }, lines: [], note: 'thanks' }])).toEqual([]));
});
