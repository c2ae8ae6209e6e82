import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { emailClaim } from '../../domain/claim/claim.ts';
import { userDecider } from '../../domain/user/user.ts';
import { StoreUnavailable } from '../../engine/log/event-store.ts';
import { derivedId } from '../../engine/log/ids.ts';
import { commandShop, newlyStored, type CommandShop } from '../../test/command-api/command-shop.ts';
import type { ErasureToFinish } from '../dependencies.ts';
import { ensureAdmin } from '../auth/ensure-admin.ts';
import { emailClaimId } from '../auth/email-claim.ts';
import type { Position } from '../../engine/log/position.ts';
import { positionOf } from '../../engine/log/position.ts';

let shop: CommandShop;
let openOrders: readonly string[] | Error;
let finished: ErasureToFinish[];
let finish: () => Promise<Position | null>;

beforeAll(async () => {
  shop = await commandShop({
    stored: newlyStored(),
    dependencies: {
      lookup: {
        async members(set) {
          expect(set).toBe('open-orders');
          if (openOrders instanceof Error) throw openOrders;
          return openOrders;
        },
      },
      finishErasure: async (erasure) => {
        finished.push(erasure);
        return finish();
      },
    },
  });
});
afterAll(() => shop.close());
beforeEach(() => {
  openOrders = [];
  finished = [];
  finish = async () => null;
});

let people = 0;
const someone = (...roles: string[]) => shop.person(`leaving-${(people += 1)}@example.com`, ...roles);
const erase = (token: string, headers = {}) => shop.send('DELETE', '/users/me', { token, headers });
const stateOf = async (id: string) => (await shop.dependencies.executor.load(userDecider, id)).state;

describe('Erasing my account', () => {
  test('erases me, ends my tokens and sessions at once, and tells from where on nothing is shown', async () => {
    finish = async () => positionOf(255);
    const { id, token, refreshToken } = await someone();
    const { status, text, headers } = await erase(token);
    expect([status, text, headers.get('position')]).toEqual([204, '', '00000000000000ff']);
    expect(await stateOf(id)).toMatchObject({ erased: true, email: null });
    expect(finished).toMatchObject([{ userId: id, actor: { id, role: 'customer' } }]);
    expect((await erase(token)).body.code).toBe('token-invalid');
    expect((await shop.send('POST', '/auth/refresh', { body: { refreshToken } })).body.code).toBe('token-invalid');
  });

  test('is answered though the rest of it must wait', async () => {
    const { id, token } = await someone('vendor');
    const { status, headers } = await erase(token);
    expect(status).toBe(204);
    const { position } = await shop.dependencies.executor.load(userDecider, id);
    expect(headers.get('position')).toBe(position);
    expect((await erase(token)).status).toBe(401);
  });

  test('waits for my open orders', async () => {
    openOrders = ['order-1'];
    const { id, token } = await someone();
    const { status, body } = await erase(token);
    expect([status, body.code, body.orderIds]).toEqual([409, 'orders-open', ['order-1']]);
    expect(await stateOf(id)).toMatchObject({ erased: false });
    expect(finished).toEqual([]);
  });

  test('is put off when nobody can tell whether there are any', async () => {
    openOrders = new StoreUnavailable('The view is behind');
    const { token } = await someone();
    expect((await erase(token)).body.code).toBe('unavailable');
  });

  test('keeps no idempotency key, and takes only the revision I saw', async () => {
    const { token } = await someone();
    const key = { 'idempotency-key': 'k' };
    expect((await erase(token, { ...key, 'if-match': '"7"' })).body).toMatchObject({ status: 412, currentRevision: 0 });
    expect((await erase(token, { ...key, 'if-match': '"0"' })).status).toBe(204);
    expect(shop.stored.registry.keysUnder('idempotency:')).toEqual([]);
  });

  test('needs a token', async () => {
    expect((await shop.send('DELETE', '/users/me')).body.code).toBe('unauthenticated');
  });
});

describe('After an erasure', () => {
  /** As the steps after it do. */
  async function release(email: string, owner: string): Promise<void> {
    const { executor, pepper } = shop.dependencies;
    const context = { actor: { id: owner, role: 'customer' }, correlationId: 'c', causationId: 'c', subject: owner };
    const command = { type: 'Release', owner } as const;
    const ids = { commandId: derivedId(owner, 'release-email'), time: new Date().toISOString() };
    await executor.execute(emailClaim, emailClaimId(pepper, email), command, { ...context, ...ids });
  }

  test('the same registration, even under its old key, makes somebody new', async () => {
    const email = 'again@example.com';
    const password = 'correct horse battery';
    const register = async () =>
      shop.send('POST', '/auth/register', {
        body: { email, password, fullName: 'Ada' },
        headers: { 'idempotency-key': 'the-same' },
      });
    const login = () => shop.send('POST', '/auth/login', { body: { email, password } });
    const ids: string[] = [];
    for (let life = 0; life < 3; life += 1) {
      const { status, body } = await register();
      expect(status).toBe(201);
      ids.push(body.id);
      expect((await register()).body.id).toBe(body.id);
      expect((await erase((await login()).body.accessToken)).status).toBe(204);
      await release(email, body.id);
      shop.stored.registry.lose('idempotency:');
      expect((await login()).body.code).toBe('invalid-credentials');
    }
    expect(new Set(ids).size).toBe(3);
  });

  test('of the first admin the next start makes another', async () => {
    const [email, password] = ['boss@example.com', 'admin-password'];
    const login = () => shop.send('POST', '/auth/login', { body: { email, password } });
    await ensureAdmin(shop.dependencies, email, password);
    const first = (await login()).body;
    await erase(first.accessToken);
    await release(email, first.userId);
    await ensureAdmin(shop.dependencies, email, password);
    const second = (await login()).body;
    expect(second.roles).toEqual(['admin']);
    expect(second.userId).not.toBe(first.userId);
  });
});
