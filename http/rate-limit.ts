import { SetMetadata } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { Cache } from '../engine/stores/cache.ts';
import { Problem } from './problem.ts';

export const rateLimitKey = 'storied:rate-limit';

/** The operation counts against the limit of this name, per caller; replays of an idempotency key do not. */
export const RateLimited = (name: string) => SetMetadata(rateLimitKey, name);

type RateLimit = { readonly limit: number; readonly windowSeconds: number };

function limitHeaders(limit: number, used: number, resetsInSeconds: number): Readonly<Record<string, string>> {
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(Math.max(0, limit - used)),
    'RateLimit-Reset': String(Math.max(1, Math.ceil(resetsInSeconds))),
  };
}

/** 429 with when to come back. */
export function rateLimited(limit: number, used: number, resetsInSeconds: number): Problem {
  const seconds = String(Math.max(1, Math.ceil(resetsInSeconds)));
  return new Problem('rate-limited', `Too many requests; try again in ${seconds} s.`, {
    headers: { ...limitHeaders(limit, used, resetsInSeconds), 'Retry-After': seconds },
  });
}

/** Counts one use of a limit by a caller and tells how many are left; throws 429 when there are none. */
export async function countUse(
  cache: Cache,
  name: string,
  who: string,
  { limit, windowSeconds }: RateLimit,
  response: ServerResponse,
): Promise<void> {
  const { count, resetsInSeconds } = await cache.increment(`rate:${name}:${who}`, windowSeconds);
  if (count > limit) throw rateLimited(limit, count, resetsInSeconds);
  for (const [header, value] of Object.entries(limitHeaders(limit, count, resetsInSeconds))) {
    response.setHeader(header, value);
  }
}
