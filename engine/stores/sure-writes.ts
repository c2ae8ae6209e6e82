import { OutcomeUnknown } from '../log/event-store.ts';
import { retry } from '../tools/retry.ts';
import type { Registry } from './registry.ts';

const repeats = 6;
const backOff = { firstMs: 2, mostMs: 200 };

/**
 * Sets a value that nobody else writes there if none stands there, and repeats that while the store does not say what
 * became of it. Answers null when it stands there now, else the value that does. Throws OutcomeUnknown when no answer
 * comes at all.
 */
export async function surelySetIfAbsent(
  registry: Pick<Registry, 'setIfAbsent'>,
  key: string,
  own: string,
  ttlSeconds?: number,
): Promise<string | null> {
  const standing = await surely(() => registry.setIfAbsent(key, own, ttlSeconds));
  return standing === own ? null : standing;
}

/**
 * The same for a replacement by a value that nobody else writes there, or by none. False: another value stands there;
 * also when ours did, and was replaced before its outcome was known.
 */
export async function surelyReplace(
  registry: Pick<Registry, 'get' | 'compareAndSet'>,
  key: string,
  expected: string | null,
  own: string | null,
  ttlSeconds?: number,
): Promise<boolean> {
  let attempts = 0;
  const replaced = await surely(() => {
    attempts += 1;
    return registry.compareAndSet(key, expected, own, ttlSeconds);
  });
  // A repeated one finds what it wrote before.
  return replaced || (attempts > 1 && (await registry.get(key)) === own);
}

function surely<Result>(write: () => Promise<Result>): Promise<Result> {
  const failed = (error: unknown, failures: number) => {
    if (!(error instanceof OutcomeUnknown) || failures > repeats) throw error;
  };
  return retry(write, { backOff, failed });
}
