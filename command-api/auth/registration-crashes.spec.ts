import { describe, expect, test } from '@jest/globals';
import { emailClaim } from '../../domain/claim/claim.ts';
import { userDecider } from '../../domain/user/user.ts';
import { commandShop, newlyStored, type CommandShop } from '../../test/command-api/command-shop.ts';
import { emailClaimId } from './email-claim.ts';
import { ensureAdmin, isAdminWith } from './ensure-admin.ts';
import { wholeLog } from '../../test/whole-log.ts';

const email = 'ada@example.com';
const password = 'correct horse battery';

const register = (shop: CommandShop, headers: Record<string, string> = {}) =>
  shop.send('POST', '/auth/register', { body: { email, password, fullName: 'Ada' }, headers });

const claimOf = async (shop: CommandShop) => {
  const { executor, pepper } = shop.dependencies;
  return (await executor.load(emailClaim, emailClaimId(pepper, email))).state;
};

/** A shop whose registrations die after a number of appends, and the same one after a restart. */
async function dyingAfter(appends: number) {
  const stored = newlyStored();
  const dying = await commandShop({ stored });
  let left = appends;
  stored.store.beforeAppend = async () => {
    left -= 1;
    if (left < 0) throw new Error('the process died');
  };
  return {
    dying,
    restarted: async () => {
      stored.store.beforeAppend = async () => {};
      await dying.close();
      return commandShop({ stored });
    },
  };
}

describe('A registration that died', () => {
  test.each([0, 1, 2])('after %i of its 3 steps is finished by its retry', async (appends) => {
    const { dying, restarted } = await dyingAfter(appends);
    const key = { 'idempotency-key': 'k' };
    expect((await register(dying, key)).status).toBe(500);
    const shop = await restarted();
    const { status, body } = await register(shop, key);
    expect([status, body.revision]).toEqual([201, 0]);
    expect(await claimOf(shop)).toEqual({ status: 'confirmed', owner: body.id });
    expect((await shop.send('POST', '/auth/login', { body: { email, password } })).status).toBe(200);
    await shop.close();
  });

  test('after its user was written keeps the e-mail, though somebody else asks for it', async () => {
    const { dying, restarted } = await dyingAfter(2);
    await register(dying);
    const shop = await restarted();
    expect((await register(shop)).body.code).toBe('email-taken');
    expect((await claimOf(shop)).status).toBe('confirmed');
    expect((await shop.send('POST', '/auth/login', { body: { email, password } })).status).toBe(200);
    await shop.close();
  });

  test('before its user was written and whose e-mail went to another is refused on its retry, and writes nobody', async () => {
    const { dying, restarted } = await dyingAfter(1);
    const key = { 'idempotency-key': 'late' };
    await register(dying, key);
    const shop = await restarted();
    const { executor, pepper } = shop.dependencies;
    const later = new Date(Date.now() + 600_000).toISOString();
    const { id } = await shop.person('another@example.com');
    const taken = await executor.execute(
      emailClaim,
      emailClaimId(pepper, email),
      { type: 'Reserve', owner: id, at: later, staleAfterSeconds: 60 },
      {
        commandId: 'c',
        actor: { id, role: 'customer' },
        correlationId: 'c',
        causationId: 'c',
        time: later,
        subject: id,
      },
    );
    expect(taken.outcome).toBe('accepted');
    const { status, body } = await register(shop, key);
    expect([status, body.code]).toEqual([409, 'email-taken']);
    const events = await wholeLog(shop.stored.store);
    expect(events.filter(({ type }) => type === 'UserRegistered').map(({ stream }) => stream)).toEqual([`user-${id}`]);
    await shop.close();
  });
});

test('an answer is the same after a restart', async () => {
  const stored = newlyStored();
  const key = { 'idempotency-key': 'k' };
  const before = await commandShop({ stored });
  const first = await register(before, key);
  await before.close();
  const after = await commandShop({ stored });
  const again = await register(after, key);
  expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([201, first.text, 'true']);
  stored.registry.lose('idempotency:');
  expect((await register(after, key)).text).toBe(first.text);
  await after.close();
});

test('two processes on one store give an e-mail to one person', async () => {
  const stored = newlyStored();
  const shops = await Promise.all([commandShop({ stored }), commandShop({ stored })]);
  const replies = await Promise.all(Array.from({ length: 10 }, (_, index) => register(shops[index % 2]!)));
  expect(replies.filter(({ status }) => status === 201).length).toBe(1);
  expect(replies.filter(({ body }) => body.code === 'email-taken').length).toBe(9);
  await Promise.all(shops.map((shop) => shop.close()));
});

test('the first admin is made once, and keeps a changed password', async () => {
  const shop = await commandShop();
  await Promise.all([1, 2, 3].map(() => ensureAdmin(shop.dependencies, email, password)));
  const { body } = await shop.send('POST', '/auth/login', { body: { email, password } });
  expect(body.roles).toEqual(['admin']);
  const change = { currentPassword: password, newPassword: 'another long password' };
  await shop.send('PUT', '/users/me/password', { token: body.accessToken, body: change });
  await ensureAdmin(shop.dependencies, email, password);
  expect((await shop.send('POST', '/auth/login', { body: { email, password } })).status).toBe(401);
  await shop.close();
});

test('an account with the e-mail and the password of the first admin becomes one, unless nothing is to be granted', async () => {
  const shop = await commandShop();
  const { id } = await shop.person(email);
  const roles = async () => (await shop.dependencies.executor.load(userDecider, id)).state!.roles;
  expect(await ensureAdmin(shop.dependencies, email, password, false)).toBe('ready');
  expect(await roles()).toEqual(['customer']);
  expect(await ensureAdmin(shop.dependencies, email, password)).toBe('ready');
  expect(await roles()).toEqual(['customer', 'admin']);
  await shop.close();
});

test('whoever took the e-mail of the first admin before becomes none', async () => {
  const shop = await commandShop();
  const { id } = await shop.person(email);
  expect(await ensureAdmin(shop.dependencies, email, 'what the operator chose')).toBe('address-taken');
  expect((await shop.dependencies.executor.load(userDecider, id)).state!.roles).toEqual(['customer']);
  expect(await isAdminWith(shop.dependencies, email, password)).toBe(false);
  await shop.close();
});
