import type { Cache } from '../../engine/stores/cache.ts';
import { rateLimited } from '../../http/rate-limit.ts';

const mostFailures = 10;
const windowSeconds = 15 * 60;

/**
 * Failed attempts at a secret, counted under a key for 15 minutes. Attempts under one key are taken one by one, so
 * that many at once cannot slip past the count.
 */
export class LoginAttempts {
  private readonly waiting = new Map<string, Promise<void>>();

  constructor(private readonly cache: Cache) {}

  /** Runs an attempt that says whether it succeeded; throws 429 after 10 failures, whatever it would have said. */
  async attempt<T>(key: string, verify: () => Promise<T | null>): Promise<T | null> {
    const before = this.waiting.get(key) ?? Promise.resolve();
    const turn = before.then(() => this.verified(`attempts:${key}`, verify));
    const done = turn.then(
      () => {},
      () => {},
    );
    this.waiting.set(key, done);
    try {
      return await turn;
    } finally {
      if (this.waiting.get(key) === done) this.waiting.delete(key);
    }
  }

  private async verified<T>(key: string, verify: () => Promise<T | null>): Promise<T | null> {
    const { count, resetsInSeconds } = await this.cache.counted(key);
    if (count >= mostFailures) throw rateLimited(mostFailures, count, resetsInSeconds);
    const result = await verify();
    if (result === null) await this.cache.increment(key, windowSeconds);
    return result;
  }
}
