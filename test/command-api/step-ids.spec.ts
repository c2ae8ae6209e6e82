import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { emailClaimId } from '../../command-api/auth/email-claim.ts';
import { skuClaimId } from '../../command-api/catalogue/sku-claim.ts';
import type { Event } from '../../engine/log/event.ts';
import type { Mailer } from '../../engine/outside/mailer.ts';
import type { Reactor } from '../../engine/reactions/reactor.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import { erasureFinisher, ordersOfTheErased } from '../../process-managers/erasure/erasure-finishers.ts';
import { Erasure, type ErasureDeps } from '../../process-managers/erasure/erasure.ts';
import type { PersonalTraces } from '../../process-managers/erasure/personal-traces.ts';
import { finishers, type FinisherDeps } from '../../process-managers/finishers/finishers.ts';
import type { Question, Reply } from '../http/ask.ts';
import { mortalShop } from './dying-shop.ts';
import { byCard } from './goods.ts';
import { wholeLog } from '../whole-log.ts';

/**
 * The command ids under which the steps of commands over several streams stand in the data folders of every release. A
 * step taken under another id would be taken twice in a folder whose command was not finished: the ids below, made of
 * fixed idempotency keys and the pepper of tests, never change.
 */
type Taken = {
  readonly type: string;
  readonly stream: string;
  readonly commandId: string;
  readonly subject?: string;
  readonly orderId?: string;
  readonly hashed?: true;
};

let mortal: Awaited<ReturnType<typeof mortalShop>>;
beforeEach(async () => void (mortal = await mortalShop()));
afterEach(() => mortal.current().close());

const email = 'ada@example.com';
const password = 'correct horse battery';
const alive = Infinity;

/** Sends a command under the key `k`, or another; it dies after so many appends. */
async function send(method: string, path: string, sent: Question, appends = alive, key = 'k'): Promise<Reply> {
  if (appends !== alive) mortal.dieAfter(appends);
  const reply = await mortal.current().send(method, path, { headers: { 'idempotency-key': key }, ...sent });
  expect(reply.status === 500).toBe(appends !== alive);
  return reply;
}

const register = (appends?: number, key?: string) =>
  send('POST', '/auth/register', { body: { email, password, fullName: 'Ada' } }, appends, key);

async function addProduct(appends?: number, key?: string): Promise<Reply> {
  const body = { sku: 'SOAP', name: 'Soap', price: { amount: 500, currency: 'EUR' }, initialStock: 7 };
  return send('POST', '/products', { body, token: await mortal.current().admin() }, appends, key);
}

/** Ada, with soap in her cart. */
async function ada(): Promise<{ readonly token: string }> {
  const { id: productId } = (await addProduct()).body;
  await register();
  const { accessToken: token } = (await send('POST', '/auth/login', { body: { email, password } })).body;
  await send('POST', '/cart/items', { body: { productId, quantity: 2 }, token });
  return { token };
}

const checkOut = (token: string, appends?: number) =>
  send('POST', '/cart/checkout', { body: byCard, token }, appends, 'checkout');

/** The events from the first of a type on, each with what its step is told by. */
async function taken(first: string): Promise<Taken[]> {
  const all = await wholeLog(mortal.current().stored.store);
  return all.slice(all.findIndex(({ type }) => type === first)).map(({ type, stream, metadata }) => {
    const { commandId, subject, orderId, requestHash } = metadata;
    return {
      ...{ type, stream, commandId },
      ...(subject === undefined ? {} : { subject }),
      ...(orderId === undefined ? {} : { orderId }),
      ...(requestHash === undefined ? {} : { hashed: true }),
    };
  });
}

/** Starts the shop again, and hands every event to the reactors that are made for it. */
async function restartWith(reactors: (deps: ErasureDeps & FinisherDeps) => readonly Reactor[]): Promise<void> {
  const { dependencies, stored } = await mortal.restart();
  const { store, registry } = stored;
  const codec = stored.newCodec();
  const { pepper } = dependencies;
  const all = reactors({
    ...{ registry, clock: systemClock, log: { info: () => {}, warn: () => {} }, traces: noTraces },
    executor: stored.newExecutor({ codec }),
    mailer: { withdraw: async () => {} } as unknown as Mailer,
    lookup: { members: async (set) => (set === 'open-orders' ? [orderId] : []) },
    emailClaimId: (of) => emailClaimId(pepper, of),
    skuClaimId: (of) => skuClaimId(pepper, of),
  });
  for (const event of await wholeLog(store)) {
    const decoded = await codec.decode<Event<string, never>>(event);
    for (const reactor of all) {
      if (reactor.handles.includes(event.type) && reactor.key(decoded) !== null) await reactor.handle(decoded);
    }
  }
}

const none = async (): Promise<void> => {};
const noTraces: PersonalTraces = {
  ...{ endAccess: none, destroyKey: none, forgetAnswers: none },
  ...{ forgetCopies: none, truncateLogs: none, clearViews: none },
};

const userId = '4ec76deb-1882-8a5a-acfc-de032fb30d43';
const productId = '53cbb3da-72aa-8cb1-b0b3-563f4af73ed9';
const orderId = '52526822-911b-8f79-9938-45b53939fe3b';
const emailStream = 'userEmail-3017a46d-0240-82b3-8adb-7f9c2cab93a2';
const skuStream = 'sku-dbea9757-e6d2-807f-ab52-3420d4ee33cb';

describe('The steps of a registration', () => {
  const steps: readonly Taken[] = [
    {
      type: 'EmailReserved',
      stream: emailStream,
      commandId: '7000e24b-9c30-8d48-8689-7c501d22ccca',
      subject: userId,
    },
    {
      type: 'UserRegistered',
      stream: `user-${userId}`,
      commandId: '4659451f-4ec6-88f2-947d-3bfe5ea2518e',
      subject: userId,
      hashed: true,
    },
    {
      type: 'EmailConfirmed',
      stream: emailStream,
      commandId: 'e5e19da0-7ddb-85d1-8425-c6a4a6be734e',
      subject: userId,
    },
  ];

  test('have these command ids', async () => {
    await register();
    expect(await taken('EmailReserved')).toEqual(steps);
  });

  test('have them when its finisher takes the last', async () => {
    await register(2);
    await restartWith(finishers);
    expect(await taken('EmailReserved')).toEqual(steps);
  });

  test('have them when another registration takes the last', async () => {
    await register(2);
    await mortal.restart();
    expect((await register(alive, 'another')).body.code).toBe('email-taken');
    expect(await taken('EmailReserved')).toEqual(steps);
  });
});

describe('The steps of a product', () => {
  const steps: readonly Taken[] = [
    { type: 'SkuReserved', stream: skuStream, commandId: '200475b9-8621-819e-bb1b-2bb74d850e55' },
    {
      type: 'ProductAdded',
      stream: `product-${productId}`,
      commandId: '1faf6954-1092-8326-8d46-abdff88524be',
      hashed: true,
    },
    { type: 'SkuConfirmed', stream: skuStream, commandId: '29dafef7-76f3-8874-9ebb-e96c465fec3a' },
    {
      type: 'StockReceived',
      stream: `inventory-${productId}`,
      commandId: '9dedb6ff-e6bf-88fb-925e-2b72c8429761',
    },
  ];

  test('have these command ids', async () => {
    await addProduct();
    expect(await taken('SkuReserved')).toEqual(steps);
  });

  test.each([2, 3])('have them when its finisher takes those after the first %i', async (appends) => {
    await addProduct(appends);
    await restartWith(finishers);
    expect(await taken('SkuReserved')).toEqual(steps);
  });

  test('have them when another product takes the third', async () => {
    await addProduct(2);
    await mortal.restart();
    expect((await addProduct(alive, 'another')).body.code).toBe('sku-taken');
    expect(await taken('SkuReserved')).toEqual(steps.slice(0, 3));
  });
});

describe('The steps of a checkout', () => {
  const steps: readonly Taken[] = [
    {
      type: 'OrderPlaced',
      stream: `order-${orderId}`,
      commandId: '419881a6-a937-85e6-86cc-a908bf12f897',
      subject: userId,
      orderId,
      hashed: true,
    },
    {
      type: 'CartCheckedOut',
      stream: `cart-${userId}`,
      commandId: '78e0f4e7-0db3-8ba8-bd5e-d1cc6dd55a95',
      orderId,
    },
  ];

  test('have these command ids', async () => {
    await checkOut((await ada()).token);
    expect(await taken('OrderPlaced')).toEqual(steps);
  });

  test('have them when its finisher takes the last', async () => {
    await checkOut((await ada()).token, 1);
    await restartWith(finishers);
    expect(await taken('OrderPlaced')).toEqual(steps);
  });
});

describe('The steps of an erasure', () => {
  const steps: readonly Taken[] = [
    {
      type: 'OrderCancelled',
      stream: `order-${orderId}`,
      commandId: '46fe3b50-7c77-8d2c-9c3f-14cc50b71822',
      subject: userId,
      orderId,
    },
    {
      type: 'EmailReleased',
      stream: emailStream,
      commandId: 'c682034d-46cb-8079-9192-9a78d2fc83d8',
      subject: userId,
    },
    {
      type: 'UserKeyDestroyed',
      stream: `user-${userId}`,
      commandId: '196ac545-d948-849e-9ad4-5d73ccff1dff',
      subject: userId,
    },
  ];

  test('have these command ids', async () => {
    const { token } = await ada();
    await checkOut(token);
    await send('DELETE', '/users/me', { token });
    await restartWith((deps) => [erasureFinisher(new Erasure(deps))]);
    expect((await taken('UserErased')).slice(1)).toEqual(steps);
  });

  test('have them when an order comes late', async () => {
    const { token } = await ada();
    await checkOut(token);
    await send('DELETE', '/users/me', { token });
    await restartWith((deps) => [ordersOfTheErased(deps)]);
    expect((await taken('UserErased')).slice(1)).toEqual(steps.slice(0, 1));
  });
});

test('The lines of a batch have these command ids', async () => {
  const steps: readonly Taken[] = ['5b5121cf-4130-8c3b-aecc-85fed953835c', 'e79569ee-5d3d-87de-9da6-40bb935072ea'].map(
    (commandId) => ({ type: 'StockAdjusted', stream: `inventory-${productId}`, commandId, hashed: true }),
  );
  await addProduct();
  const lines = [3, -1].map((delta) => ({ sku: 'SOAP', delta, reason: 'counted' }));
  await send('POST', '/inventory/batch', { body: { lines }, token: await mortal.current().admin() }, alive, 'batch');
  expect(await taken('StockAdjusted')).toEqual(steps);
});
