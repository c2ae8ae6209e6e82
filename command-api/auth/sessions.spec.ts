import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Revocations } from '../../http/revocations.ts';
import { RoughRegistry } from '../../test/rough/registry.ts';
import { RefreshTokens } from './refresh-token.ts';
import { Sessions, type Session } from './sessions.ts';

const tokens = new RefreshTokens(new Uint8Array(32));
let registry: RoughRegistry;
let revocations: Revocations;
let sessions: Sessions;
let ada: string;

beforeEach(() => {
  registry = new RoughRegistry();
  revocations = new Revocations(registry);
  sessions = new Sessions(registry, tokens, revocations);
  ada = randomUUID();
});

const rotate = ({ refreshToken }: Session) => sessions.rotate(tokens.read(refreshToken)!);

/** Whether the access token that was issued with a session lives. */
const isLetIn = async ({ sessionId, generation }: Session) => {
  const seconds = Math.floor(Date.now() / 1_000);
  const times = { issuedAt: seconds, expiresAt: seconds + 900 };
  return !(await revocations.revoked({ userId: ada, sessionId, generation, roles: [], ...times }));
};

describe('When the others are ended', () => {
  test('the one that does it goes on, with the access token it has, and every other is dead at once', async () => {
    const others = [await sessions.begin(ada), await sessions.begin(ada)];
    const kept = await sessions.begin(ada);
    await sessions.endOthers(ada, kept.sessionId);
    expect([await isLetIn(kept), await isLetIn(others[0]!), await isLetIn(others[1]!)]).toEqual([true, false, false]);
    expect(await rotate(others[0]!)).toBeNull();
    const next = (await rotate(kept))!;
    expect(await isLetIn(next)).toBe(true);
    expect(await rotate(next)).not.toBeNull();
  });

  test('those that begin after it live, in the same second too', async () => {
    const kept = await sessions.begin(ada);
    await sessions.endOthers(ada, kept.sessionId);
    const later = await sessions.begin(ada);
    expect(await isLetIn(later)).toBe(true);
    expect(await rotate(later)).not.toBeNull();
  });

  test('a token that was rotated meanwhile is dead', async () => {
    const [kept, other] = [await sessions.begin(ada), await sessions.begin(ada)];
    const rotated = (await rotate(other))!;
    await sessions.endOthers(ada, kept.sessionId);
    expect(await isLetIn(rotated)).toBe(false);
  });

  test('the one that was kept ends when another ends the others', async () => {
    const kept = await sessions.begin(ada);
    await sessions.endOthers(ada, kept.sessionId);
    const later = await sessions.begin(ada);
    await sessions.endOthers(ada, later.sessionId);
    expect([await isLetIn(kept), await isLetIn(later)]).toEqual([false, true]);
    expect(await rotate(kept)).toBeNull();
  });

  test('those of an older record of it stay dead when it has run out', async () => {
    jest.useFakeTimers();
    const [kept, other] = [await sessions.begin(ada), await sessions.begin(ada)];
    await sessions.endOthers(ada, kept.sessionId);
    jest.advanceTimersByTime(8 * 24 * 3_600_000);
    expect(await rotate(other)).toBeNull();
    const [first, second] = [await sessions.begin(ada), await sessions.begin(ada)];
    await sessions.endOthers(ada, second.sessionId);
    expect([await isLetIn(first), await isLetIn(second)]).toEqual([false, true]);
    jest.useRealTimers();
  });

  test('a session of an earlier release, which names no generation, ends and is kept like others', async () => {
    const session = (id: string) => tokens.make(ada, id);
    const [kept, other] = [randomUUID(), randomUUID()];
    const [ofKept, ofOther] = [session(kept), session(other)];
    await registry.set(`session:${ada}:${kept}`, ofKept.fingerprint);
    await registry.set(`session:${ada}:${other}`, ofOther.fingerprint);
    await sessions.endOthers(ada, kept);
    expect(await sessions.rotate(tokens.read(ofOther.text)!)).toBeNull();
    expect(await sessions.rotate(tokens.read(ofKept.text)!)).not.toBeNull();
  });
});

test('all of a user end for good, whichever they are', async () => {
  const session = await sessions.begin(ada);
  await sessions.endAllForGood(ada);
  expect(await isLetIn(session)).toBe(false);
  expect(await rotate(session)).toBeNull();
  expect(await isLetIn(await sessions.begin(ada))).toBe(false);
});

test('a refresh token is taken once, whatever the registry answers', async () => {
  for (let life = 0; life < 20; life += 1) {
    const session = await sessions.begin(ada);
    const taken = await Promise.all([rotate(session), rotate(session), rotate(session)]);
    expect(taken.filter((next) => next !== null).length).toBeLessThanOrEqual(1);
    expect(await rotate(session)).toBeNull();
  }
});
