import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Cache } from '../../engine/stores/cache.ts';
import { eventually } from './subject.ts';
import type { OpenSubject, Subject } from './subject.ts';

/** What every Cache must do. It may lose what it counted, so a count is at most what was used. */
export function cacheContract(name: string, open: OpenSubject<Cache>): void {
  describe(`Cache: ${name}`, () => {
    let subject: Subject<Cache>;
    let cache: Cache;
    beforeEach(async () => {
      subject = await open();
      cache = subject.port;
    });
    afterEach(() => subject.dispose());

    const usesUntil = (key: string, count: number) =>
      eventually(async () => (await cache.increment(key, 60)).count === count);

    test('uses are counted, each key by itself', async () => {
      expect(await cache.counted('login:ann')).toEqual({ count: 0, resetsInSeconds: 0 });
      await usesUntil('login:ann', 2);
      const { count, resetsInSeconds } = await cache.counted('login:ann');
      expect(count).toBe(2);
      expect(resetsInSeconds).toBeGreaterThan(0);
      expect(resetsInSeconds).toBeLessThanOrEqual(60);
      expect((await cache.increment('login:bob', 60)).count).toBe(1);
    });

    test('the window starts with the first use, ends with its time, and the next begins anew', async () => {
      await cache.increment('short', 0.1);
      await eventually(async () => (await cache.counted('short')).count === 0);
      expect(await cache.increment('short', 60)).toEqual({ count: 1, resetsInSeconds: 60 });
    });

    test('uses at once are all counted, or lost', async () => {
      const uses = await Promise.all(Array.from({ length: 20 }, () => cache.increment('login:ann', 60)));
      const counts = uses.map(({ count }) => count);
      expect(counts.every((count) => count >= 1 && count <= 20)).toBe(true);
      expect((await cache.counted('login:ann')).count).toBe(counts.at(-1));
    });

    test('it goes on after a restart, whatever it still knows', async () => {
      await cache.increment('login:ann', 60);
      cache = await subject.reopen();
      expect([1, 2]).toContain((await cache.increment('login:ann', 60)).count);
    });
  });
}
