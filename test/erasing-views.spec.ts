import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { eventTypes } from '../domain/event-types.ts';
import type { EventType } from '../engine/log/event-registry.ts';
import type { JsonObject } from '../engine/log/json.ts';
import type { FeedEvent } from '../engine/feed/log-feed.ts';
import { foldBatch } from '../engine/projections/folding/fold-batch.ts';
import { HeldDocuments } from '../engine/projections/folding/held-documents.ts';
import { ParkedKeys } from '../engine/projections/folding/parked-keys.ts';
import { projections } from '../projectors/projections.ts';
import { logOf } from './folds/log.ts';

const registry: Readonly<Record<string, EventType>> = eventTypes;

/** A golden sample's data; `readable` false: as it reads once the person's key is destroyed. */
function sample(type: string, readable: boolean): JsonObject {
  const { version, personal = [], secret = [] } = registry[type]!;
  const file = new URL(`./golden/${type}.v${version}.json`, import.meta.url);
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data: JsonObject };
  const hidden = [...personal, ...secret].filter((field) => Object.hasOwn(data, field));
  return readable ? data : { ...data, ...Object.fromEntries(hidden.map((field) => [field, null])) };
}

const person = sample('OrderPlaced', true)['customerId'] as string;

/** What may be in the log of somebody, each story in a stream of its own. */
const stories: readonly (readonly [stream: string, types: readonly string[]])[] = [
  [
    `user-${person}`,
    ['UserRegistered', 'UserProfileChanged', 'UserAddressAdded', 'UserAddressChanged', 'UserRoleGranted', 'UserErased'],
  ],
  [
    'order-returned',
    [
      ...['OrderPlaced', 'OrderStockReserved', 'OrderPaymentAuthorized', 'OrderConfirmed', 'OrderShipped'],
      ...['OrderPaymentCaptured', 'OrderDelivered', 'OrderReturned', 'RefundIssued', 'OrderCompleted'],
    ],
  ],
  ['order-cancelled', ['OrderPlaced', 'OrderStockReserved', 'OrderCancelled']],
  [`cart-${person}`, ['CartItemAdded']],
  ['notification-sent', ['NotificationRequested', 'MailSent']],
  ['notification-failed', ['NotificationRequested', 'MailFailed']],
];

/** The log up to the destruction of the key, and what happens to the orders afterwards, which is never readable. */
function log(readable: boolean): readonly FeedEvent[] {
  const told = stories.flatMap(([stream, types]) =>
    types.map((type) => ({ stream, type, data: { ...sample(type, readable), ...of(type) }, orderId: 'returned' })),
  );
  const after = ['OrderReturned', 'RefundIssued'].map((type) => ({
    stream: 'order-returned',
    type,
    data: sample(type, false),
  }));
  const events = logOf([...told, { stream: `user-${person}`, type: 'UserKeyDestroyed' }, ...after]);
  return events.map((event) => ({ ...event, subject: person }));
}

/** Mails are of the same person as the orders. */
const of = (type: string): object => (type === 'NotificationRequested' ? { userId: person } : {});

describe('a view that was folded before somebody was erased is the one that is folded after', () => {
  test.each(projections.map((projection) => [projection.name, projection] as const))('%s', async (_, projection) => {
    const fold = async (events: readonly FeedEvent[]): Promise<object> => {
      const documents = new HeldDocuments();
      const parked = new ParkedKeys();
      for (const event of events) {
        const { changed, poison } = await foldBatch({ projection, documents, parked }, [event]);
        expect(poison).toEqual([]);
        documents.keep(changed);
      }
      return Object.fromEntries([...documents.held].map(([id, { document }]) => [id, document]));
    };
    expect(await fold(log(true))).toEqual(await fold(log(false)));
  });
});

test('the stories have every personal field that there is', () => {
  const told = new Set(stories.flatMap(([, types]) => types));
  const personal = Object.keys(registry).filter((type) => (registry[type]!.personal ?? []).length > 0);
  const claims = ['EmailReserved', 'EmailConfirmed', 'EmailReleased'];
  expect(personal.filter((type) => !told.has(type) && !claims.includes(type))).toEqual([]);
});
