import { randomUUID } from 'node:crypto';
import type { Registry } from '../../engine/stores/registry.ts';
import { surelyReplace } from '../../engine/stores/sure-writes.ts';
import { Generations, isOver, sessionSeconds, type InGeneration } from '../../http/generations.ts';
import type { Revocations } from '../../http/revocations.ts';
import type { RefreshToken, RefreshTokens } from './refresh-token.ts';

/** A login takes less than this. */
const underWayMs = 60_000;

const keyOf = (userId: string, sessionId: string) => `session:${userId}:${sessionId}`;

export type Session = InGeneration & { readonly refreshToken: string };

/**
 * Sessions: a family of refresh tokens of which only the newest lives. The registry keeps its fingerprint, for 7 days
 * after its last use, with the generation of the user's sessions. Using an older token ends the session, with its access
 * tokens.
 */
export class Sessions {
  private readonly generations: Generations;

  constructor(
    private readonly registry: Registry,
    private readonly tokens: RefreshTokens,
    private readonly revocations: Revocations,
  ) {
    this.generations = new Generations(registry);
  }

  async begin(userId: string): Promise<Session> {
    const sessionId = randomUUID();
    const { text, fingerprint } = this.tokens.make(userId, sessionId);
    const { number: generation } = await this.generations.of(userId);
    await this.registry.set(keyOf(userId, sessionId), recordOf(fingerprint, generation), sessionSeconds);
    return { sessionId, refreshToken: text, generation };
  }

  /** The next token of the family; null when the given one is not the live one (its family is then ended). */
  async rotate({ userId, sessionId, fingerprint }: RefreshToken): Promise<Session | null> {
    const key = keyOf(userId, sessionId);
    const standing = await this.registry.get(key);
    const generation = await this.generations.of(userId);
    if (standing !== null && isLive(standing, fingerprint) && !isOver(inGeneration(sessionId, standing), generation)) {
      const next = this.tokens.make(userId, sessionId);
      const record = recordOf(next.fingerprint, generation.number);
      if (await surelyReplace(this.registry, key, standing, record, sessionSeconds))
        return { sessionId, refreshToken: next.text, generation: generation.number };
    }
    await this.end(userId, sessionId);
    return null;
  }

  async end(userId: string, sessionId: string): Promise<void> {
    await this.revocations.endSession(sessionId);
    await this.registry.delete(keyOf(userId, sessionId));
  }

  /**
   * Ends all access of somebody who may never come back. Also tokens that are issued in the very next moments, to a
   * login that was under way, are dead.
   */
  async endAllForGood(userId: string): Promise<void> {
    await this.revocations.endAllOf(userId, new Date(Date.now() + underWayMs).toISOString());
    await this.generations.next(userId, null);
  }

  /** Ends every other session of the user, with its access tokens. */
  async endOthers(userId: string, keptSessionId: string): Promise<void> {
    await this.generations.next(userId, keptSessionId);
  }
}

/** The first generation is not written. */
const recordOf = (fingerprint: string, generation: number) =>
  generation === 0 ? fingerprint : `${fingerprint} ${generation}`;

const isLive = (record: string, fingerprint: string) => record.split(' ')[0] === fingerprint;

function inGeneration(sessionId: string, record: string): InGeneration {
  return { sessionId, generation: Number(record.split(' ')[1] ?? 0) };
}
