import { describe, expect, test } from '@jest/globals';
import { emailClaim } from '../../domain/claim/claim.ts';
import { orderDecider } from '../../domain/order/order.ts';
import { userDecider } from '../../domain/user/user.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import type { Mailer } from '../../engine/outside/mailer.ts';
import { ShopLog } from '../../test/stories/shop-log.ts';
import { soapOrder } from '../../test/stories/soap-order.ts';
import { aKeptAddress } from '../../test/an-address.ts';
import { erasureFinisher, ordersOfTheErased } from './erasure-finishers.ts';
import { Erasure, type ErasureDeps } from './erasure.ts';
import type { PersonalTraces } from './personal-traces.ts';

const cause = { userId: 'ada', actor: { id: 'ada', role: 'customer' }, correlationId: 'c', causationId: 'e' };

/** Ada's shop, and what an erasure does in it, in order. `failing`: a step that fails, once. */
function adasShop(failing?: string) {
  const shop = new ShopLog();
  const done: string[] = [];
  const members: Record<string, string[]> = { 'open-orders': [], mails: ['mail-1', 'mail-2'] };
  let toFail = failing;
  const note = async (step: string): Promise<void> => {
    if (toFail === step) {
      toFail = undefined;
      throw new Error(`${step} failed`);
    }
    done.push(step);
  };
  const traces: PersonalTraces = {
    endAccess: () => note('access ended'),
    async destroyKey(userId) {
      await note('key destroyed');
      await shop.vault.destroy(userId, systemClock());
    },
    forgetAnswers: () => note('answers forgotten'),
    forgetCopies: () => note('copies forgotten'),
    truncateLogs: () => note('logs truncated'),
    clearViews: () => note('views cleared'),
  };
  const deps: ErasureDeps = {
    ...{ executor: shop.executor, clock: systemClock, log: shop.log, traces },
    mailer: { withdraw: (id: string) => note(`${id} withdrawn`) } as unknown as Mailer,
    lookup: { members: async (set) => members[set]! },
    emailClaimId: (email) => `claim-of-${email.split('@')[0]}`,
  };
  return { shop, done, members, deps, erasure: new Erasure(deps) };
}

async function register(shop: ShopLog): Promise<void> {
  const { executor } = shop;
  const context = () => shop.context({ subject: 'ada' });
  const at = '2026-03-01T12:00:00.000Z';
  const claim = (command: Parameters<typeof emailClaim.decide>[0]) =>
    executor.execute(emailClaim, 'claim-of-ada', command, context());
  await claim({ type: 'Reserve', owner: 'ada', at, staleAfterSeconds: 60 });
  const ada = { email: 'ada@example.com', fullName: 'Ada', passwordHash: 'hash', roles: ['customer'] } as const;
  await executor.execute(userDecider, 'ada', { type: 'RegisterUser', ...ada }, context());
  await claim({ type: 'Confirm', owner: 'ada' });
}

async function erase(shop: ShopLog): Promise<void> {
  await shop.executor.execute(userDecider, 'ada', { type: 'EraseUser' }, shop.context({ subject: 'ada' }));
}

async function place(shop: ShopLog, orderId: string): Promise<void> {
  await shop.executor.execute(orderDecider, orderId, soapOrder, shop.context({ subject: 'ada', orderId }));
}

const allSteps = [
  'access ended',
  'key destroyed',
  'answers forgotten',
  'mail-1 withdrawn',
  'mail-2 withdrawn',
  'copies forgotten',
  'logs truncated',
  'views cleared',
];

describe('an erasure', () => {
  test('frees the e-mail while it is known, then destroys the key, then says so in the log', async () => {
    const { shop, done, erasure } = adasShop();
    await register(shop);
    expect(JSON.stringify(await shop.events())).toContain('ada@example.com');
    await erase(shop);
    const position = await erasure.finish(cause);
    expect((await shop.story()).slice(-3)).toEqual(['UserErased', 'EmailReleased', 'UserKeyDestroyed']);
    expect(done).toEqual(allSteps);
    expect((await shop.events()).at(-1)).toMatchObject({ position, subject: 'ada', actor: cause.actor });
    expect(JSON.stringify(await shop.events())).not.toContain('ada@example.com');
    const { state: claim } = await shop.executor.load(emailClaim, 'claim-of-ada');
    expect(claim).toEqual({ status: 'free' });
  });

  test('is done once, however often it is asked for', async () => {
    const { shop, done, erasure } = adasShop();
    await register(shop);
    await erase(shop);
    const [first, second] = await Promise.all([erasure.finish(cause), erasure.finish(cause)]);
    expect(second).toBe(first);
    expect(await erasure.finish(cause)).toBe(first);
    expect(done).toEqual(allSteps);
  });

  test('that is asked for again after a restart is the same one, with nothing new in the log', async () => {
    const { shop, done, deps, erasure } = adasShop();
    await register(shop);
    await erase(shop);
    const first = await erasure.finish(cause);
    const story = await shop.story();
    expect(await new Erasure(deps).finish(cause)).toBe(first);
    expect(done).toEqual([...allSteps, ...allSteps]);
    expect(await shop.story()).toEqual(story);
  });

  test.each(allSteps)(
    'that fails where %s is finished by its finisher, with nothing twice in the log',
    async (step) => {
      const { shop, done, erasure } = adasShop(step);
      await register(shop);
      await erase(shop);
      await expect(erasure.finish(cause)).rejects.toThrow(`${step} failed`);
      await shop.pump(erasureFinisher(erasure));
      await shop.pump(erasureFinisher(erasure));
      expect(new Set(done)).toEqual(new Set(allSteps));
      expect((await shop.story()).slice(-3)).toEqual(['UserErased', 'EmailReleased', 'UserKeyDestroyed']);
    },
  );

  test('leaves the e-mail alone that somebody else has by now', async () => {
    const { shop, erasure } = adasShop('key destroyed');
    await register(shop);
    await erase(shop);
    await expect(erasure.finish(cause)).rejects.toThrow();
    const reserve = { type: 'Reserve', owner: 'eve', at: systemClock(), staleAfterSeconds: 60 } as const;
    await shop.executor.execute(emailClaim, 'claim-of-ada', reserve, shop.context({ subject: 'eve' }));
    await erasure.finish(cause);
    const { state: claim } = await shop.executor.load(emailClaim, 'claim-of-ada');
    expect(claim).toMatchObject({ status: 'reserved', owner: 'eve' });
  });
});

describe('an order that is placed in the same instant is cancelled', () => {
  const status = async (shop: ShopLog) => (await shop.executor.load(orderDecider, 'o1')).state?.status;

  test('by the erasure, when it is in the log before', async () => {
    const { shop, members, erasure } = adasShop();
    await register(shop);
    await place(shop, 'o1');
    members['open-orders'] = ['o1'];
    await erase(shop);
    await erasure.finish(cause);
    expect(await status(shop)).toBe('cancelled');
    const cancelled = (await shop.events()).find(({ type }) => type === 'OrderCancelled');
    expect(cancelled).toMatchObject({ orderId: 'o1', data: { reason: 'requested_by_customer', by: { id: 'ada' } } });
  });

  test.each([false, true])(
    'because nobody is there for it, when it comes after (its key destroyed: %s)',
    async (late) => {
      const { shop, deps, erasure } = adasShop();
      await register(shop);
      await erase(shop);
      if (late) await erasure.finish(cause);
      await place(shop, 'o1');
      expect(JSON.stringify(await shop.events()).includes(aKeptAddress.line1)).toBe(!late);
      await erasure.finish(cause);
      await shop.pump(ordersOfTheErased(deps));
      await shop.pump(ordersOfTheErased(deps));
      expect(await status(shop)).toBe('cancelled');
      expect((await shop.story()).filter((type) => type === 'OrderCancelled')).toHaveLength(1);
      expect(JSON.stringify(await shop.events())).not.toContain(aKeptAddress.line1);
    },
  );

  test('and those of people who are there are not', async () => {
    const { shop, deps } = adasShop();
    await register(shop);
    await place(shop, 'o1');
    await shop.pump(ordersOfTheErased(deps));
    expect(await status(shop)).toBe('placed');
  });
});
