import type { Registry } from '../engine/stores/registry.ts';
import { accessTokenSeconds } from './access-tokens.ts';
import type { Caller } from './caller.ts';
import { generationIn, generationKey, isOver } from './generations.ts';

/** A little longer than any token that could still be around. */
const kept = accessTokenSeconds + 60;

const sessionKey = (sessionId: string) => `revoked:session:${sessionId}`;
const userKey = (userId: string) => `revoked:user:${userId}`;

/** Ends access tokens before they expire: by session, by user, or with the generation they were issued in. */
export class Revocations {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  async endSession(sessionId: string): Promise<void> {
    await this.#registry.set(sessionKey(sessionId), '1', kept);
  }

  /** Every token issued before the instant (RFC 3339) is dead; so are those of the same second. */
  async endAllOf(userId: string, before: string): Promise<void> {
    await this.#registry.set(userKey(userId), before, kept);
  }

  /** Throws when the registry cannot be reached: nobody is let in unseen. */
  async revoked(caller: Caller): Promise<boolean> {
    const { sessionId, userId } = caller;
    const [session = null, user = null, generation = null] = await this.#registry.getMany([
      sessionKey(sessionId),
      userKey(userId),
      generationKey(userId),
    ]);
    if (session !== null || isOver(caller, generationIn(generation))) return true;
    return user !== null && caller.issuedAt * 1000 <= Date.parse(user);
  }
}
