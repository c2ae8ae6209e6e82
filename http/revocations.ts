import type { KeyValue } from '../engine/stores/key-value.ts';
import { accessTokenSeconds } from './access-tokens.ts';
import type { Caller } from './caller.ts';

/** A little longer than any token that could still be around. */
const kept = accessTokenSeconds + 60;

const sessionKey = (sessionId: string) => `revoked:session:${sessionId}`;
const userKey = (userId: string) => `revoked:user:${userId}`;

/** Ends access tokens before they expire, by session or by user. */
export class Revocations {
  readonly #store: KeyValue;

  constructor(store: KeyValue) {
    this.#store = store;
  }

  async endSession(sessionId: string): Promise<void> {
    await this.#store.set(sessionKey(sessionId), '1', kept);
  }

  /** Every token issued before the instant (RFC 3339) is dead; so are those of the same second. */
  async endAllOf(userId: string, before: string): Promise<void> {
    await this.#store.set(userKey(userId), before, kept);
  }

  /** Throws when the store cannot be reached: nobody is let in unseen. */
  async revoked(caller: Caller): Promise<boolean> {
    const [session, user] = await Promise.all([
      this.#store.get(sessionKey(caller.sessionId)),
      this.#store.get(userKey(caller.userId)),
    ]);
    return session !== null || (user !== null && caller.issuedAt * 1000 <= Date.parse(user));
  }
}
