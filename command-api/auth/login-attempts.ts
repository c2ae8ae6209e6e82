import type { Cache } from '../../engine/stores/cache.ts';
import { KeyTurns } from '../../engine/tools/key-turns.ts';
import { rateLimited } from '../../http/rate-limit.ts';

const mostFailures = 10;
const windowSeconds = 15 * 60;

/**
 * Failed attempts at a secret, counted under a key for 15 minutes. Attempts under one key are taken one by one, so
 * that many at once cannot slip past the count.
 */
export class LoginAttempts {
  private readonly turns = new KeyTurns();

  constructor(private readonly cache: Cache) {}

  /** Runs an attempt that says whether it succeeded; throws 429 after 10 failures, whatever it would have said. */
  attempt<T>(key: string, verify: () => Promise<T | null>): Promise<T | null> {
    return this.turns.take(key, () => this.verified(`attempts:${key}`, verify));
  }

  private async verified<T>(key: string, verify: () => Promise<T | null>): Promise<T | null> {
    const { count, resetsInSeconds } = await this.cache.counted(key);
    if (count >= mostFailures) throw rateLimited(mostFailures, count, resetsInSeconds);
    const result = await verify();
    if (result === null) await this.cache.increment(key, windowSeconds);
    return result;
  }
}
