import { randomUUID } from 'node:crypto';
import type { KeyValue } from '../../engine/stores/key-value.ts';
import type { Revocations } from '../../http/revocations.ts';
import type { RefreshToken, RefreshTokens } from './refresh-token.ts';

const sessionSeconds = 7 * 24 * 3600;

/** A login takes less than this. */
const underWayMs = 60_000;

const keyOf = (userId: string, sessionId: string) => `session:${userId}:${sessionId}`;

export type Session = { readonly sessionId: string; readonly refreshToken: string };

/**
 * Sessions: a family of refresh tokens of which only the newest lives. The store keeps its fingerprint, for 7 days
 * after its last use. Using an older one ends the session, with its access tokens.
 */
export class Sessions {
  constructor(
    private readonly store: KeyValue,
    private readonly tokens: RefreshTokens,
    private readonly revocations: Revocations,
  ) {}

  async begin(userId: string): Promise<Session> {
    const sessionId = randomUUID();
    const { text, fingerprint } = this.tokens.make(userId, sessionId);
    await this.store.set(keyOf(userId, sessionId), fingerprint, sessionSeconds);
    return { sessionId, refreshToken: text };
  }

  /** The next token of the family; null when the given one is not the live one (its family is then ended). */
  async rotate(given: RefreshToken): Promise<Session | null> {
    const { userId, sessionId } = given;
    const next = this.tokens.make(userId, sessionId);
    const key = keyOf(userId, sessionId);
    if (await this.store.compareAndSet(key, given.fingerprint, next.fingerprint, sessionSeconds)) {
      return { sessionId, refreshToken: next.text };
    }
    await this.end(userId, sessionId);
    return null;
  }

  async end(userId: string, sessionId: string): Promise<void> {
    await this.revocations.endSession(sessionId);
    await this.store.delete(keyOf(userId, sessionId));
  }

  /**
   * Ends all access of somebody who may never come back. Also tokens that are issued in the very next moments, to a
   * login that was under way, are dead.
   */
  async endAllForGood(userId: string): Promise<void> {
    await this.revocations.endAllOf(userId, new Date(Date.now() + underWayMs).toISOString());
    await this.store.deletePrefix(`session:${userId}:`);
  }

  async endOthers(userId: string, keptSessionId: string): Promise<void> {
    const prefix = `session:${userId}:`;
    for (;;) {
      const entries = await this.store.scan(prefix, 100);
      const others = entries.map(({ key }) => key.slice(prefix.length)).filter((id) => id !== keptSessionId);
      await Promise.all(others.map((sessionId) => this.end(userId, sessionId)));
      if (entries.length < 100) return;
    }
  }
}
