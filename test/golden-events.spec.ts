import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cartDecider } from '../domain/cart/cart.ts';
import { emailClaim, skuClaim } from '../domain/claim/claim.ts';
import { eventTypes } from '../domain/event-types.ts';
import { inventoryDecider } from '../domain/inventory/inventory.ts';
import { notificationDecider } from '../domain/notification/notification.ts';
import { orderDecider } from '../domain/order/order.ts';
import { paymentDecider } from '../domain/payment/payment.ts';
import { productDecider } from '../domain/product/product.ts';
import { userDecider } from '../domain/user/user.ts';
import type { EventType } from '../engine/log/event-registry.ts';
import type { JsonObject } from '../engine/log/json.ts';
import { processDecider } from '../engine/reactions/process-decider.ts';
import { processEventTypes } from '../process-managers/event-types.ts';
import { orderSaga } from '../process-managers/order-saga/order-saga.ts';

const folder = new URL('./golden/', import.meta.url);
const registry: Readonly<Record<string, EventType>> = { ...eventTypes, ...processEventTypes };
const sampleFiles = readdirSync(folder).filter((file) => /\.v\d+\.json$/.test(file));
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8');

type Sample = { readonly type: string; readonly version: number; readonly data: JsonObject };

/** A sample as today's code reads it: lifted from its version to the current one. */
function current(file: string): { type: string; data: JsonObject } {
  const { type, version, data } = JSON.parse(textOf(file)) as Sample;
  const { version: newest, upcasters = {} } = registry[type]!;
  let lifted = data;
  for (let from = version; from < newest; from += 1) lifted = upcasters[from]!(lifted);
  return { type, data: lifted };
}

type AnyDecider = { readonly initial: unknown; evolve(state: never, event: never): unknown };

/** Every aggregate's events, each after those it needs. */
const lives: readonly (readonly [string, AnyDecider, readonly string[]])[] = [
  [
    'user',
    userDecider,
    [
      'UserRegistered',
      'UserProfileChanged',
      'UserPasswordChanged',
      'UserAddressAdded',
      'UserAddressChanged',
      'UserRoleGranted',
    ],
  ],
  [
    'user who takes back',
    userDecider,
    ['UserRegistered', 'UserAddressAdded', 'UserAddressRemoved', 'UserRoleGranted', 'UserRoleRevoked'],
  ],
  ['erased user', userDecider, ['UserRegistered', 'UserProfileChanged', 'UserAddressAdded', 'UserErased']],
  ['user whose key is destroyed', userDecider, ['UserRegistered', 'UserErased', 'UserKeyDestroyed']],
  ['e-mail claim', emailClaim, ['EmailReserved', 'EmailConfirmed', 'EmailReleased']],
  ['sku claim', skuClaim, ['SkuReserved', 'SkuConfirmed', 'SkuReleased']],
  ['product', productDecider, ['ProductAdded', 'ProductChanged', 'ProductDiscontinued']],
  [
    'shipped stock',
    inventoryDecider,
    ['StockReceived', 'StockAdjusted', 'StockReserved', 'StockDeducted', 'StockReturned'],
  ],
  ['released stock', inventoryDecider, ['StockReceived', 'StockAdjusted', 'StockReserved', 'StockReleased']],
  ['refused stock', inventoryDecider, ['StockReceived', 'StockReservationRefused']],
  ['checked-out cart', cartDecider, ['CartItemAdded', 'CartItemQuantitySet', 'CartItemRemoved', 'CartCheckedOut']],
  ['cleared cart', cartDecider, ['CartItemAdded', 'CartCleared']],
  [
    'completed order',
    orderDecider,
    [
      ...['OrderPlaced', 'OrderStockReserved', 'OrderPaymentAuthorized', 'OrderConfirmed', 'OrderShipped'],
      ...['OrderPaymentCaptured', 'OrderDelivered', 'OrderCompleted', 'OrderReturned', 'RefundIssued'],
    ],
  ],
  ['declined order', orderDecider, ['OrderPlaced', 'OrderPaymentDeclined', 'OrderCancelled']],
  [
    'refunded payment',
    paymentDecider,
    [
      ...['PaymentRequested', 'PaymentAuthorized', 'PaymentCaptureRequested', 'PaymentCaptureFailed'],
      ...['PaymentCaptured', 'PaymentRefundRequested', 'PaymentRefundFailed', 'PaymentRefunded'],
    ],
  ],
  ['void payment', paymentDecider, ['PaymentRequested', 'PaymentVoidRequested', 'PaymentVoidFailed', 'PaymentVoided']],
  ['declined payment', paymentDecider, ['PaymentRequested', 'PaymentDeclined']],
  ['notification', notificationDecider, ['NotificationRequested', 'MailFailed', 'MailSent']],
  ['order process', processDecider(orderSaga()), ['OrderProcessAdvanced']],
];

const versionsOf = (type: string) => Array.from({ length: registry[type]!.version }, (_, index) => index + 1);

function fold([, decider, types]: (typeof lives)[number], version: (type: string) => number): unknown {
  return types.reduce(
    (state, type) => decider.evolve(state as never, current(`${type}.v${version(type)}.json`) as never),
    decider.initial,
  );
}

test('every version of every event type has a golden sample, and none is left over', () => {
  const wanted = Object.keys(registry).flatMap((type) => versionsOf(type).map((version) => `${type}.v${version}.json`));
  expect(sampleFiles.toSorted()).toEqual(wanted.toSorted());
});

test('no golden sample was changed after it was written', () => {
  const hashes = Object.fromEntries(
    sampleFiles.map((file) => [file, createHash('sha256').update(textOf(file)).digest('hex')]),
  );
  expect(hashes).toEqual(JSON.parse(textOf('hashes.json')));
});

test('every event type has a part in some life', () =>
  expect([...new Set(lives.flatMap(([, , types]) => types))].toSorted()).toEqual(Object.keys(registry).toSorted()));

describe('every golden sample still folds into what it meant', () => {
  test.each(lives)('%s', (...life) => {
    const expected = JSON.parse(textOf('folded.json')) as Record<string, unknown>;
    const [name, , types] = life;
    expect(fold(life, (type) => registry[type]!.version)).toEqual(expected[name]);
    for (const type of types) {
      for (const version of versionsOf(type)) {
        const folded = fold(life, (each) => (each === type ? version : registry[each]!.version));
        // An older version may have known less of what was meant.
        expect(folded).toEqual(expected[`${name} with ${type}.v${version}`] ?? expected[name]);
      }
    }
  });
});

test('every life still folds when all that is personal or secret was erased', () => {
  for (const [, decider, types] of lives) {
    let state = decider.initial;
    for (const type of types) {
      const { data } = current(`${type}.v${registry[type]!.version}.json`);
      const { personal = [], secret = [] } = registry[type]!;
      const hidden = [...personal, ...secret].filter((field) => Object.hasOwn(data, field));
      const erased = { ...data, ...Object.fromEntries(hidden.map((field) => [field, null])) };
      state = decider.evolve(state as never, { type, data: erased } as never);
    }
    expect(JSON.stringify(state)).not.toMatch(/Ada|argon2|tok_ok|example\.com/);
  }
});

test('every field that is personal or secret is in a sample of its type; one that was renamed, in an older one', () => {
  for (const [type, { personal = [], secret = [] }] of Object.entries(registry)) {
    const fields = versionsOf(type).flatMap((version) =>
      Object.keys((JSON.parse(textOf(`${type}.v${version}.json`)) as Sample).data),
    );
    for (const field of [...personal, ...secret]) expect(fields).toContain(field);
  }
});
