import { backOffMs, rest, type BackOff } from './back-off.ts';

type RetryOptions = {
  readonly backOff: BackOff;
  /** Hears of every failure; `failures` counts those in a row, from 1. What it throws ends the trying, and is thrown. */
  readonly failed: (error: unknown, failures: number) => void;
  readonly signal?: AbortSignal;
  readonly random?: () => number;
};

/**
 * Answers what the attempt answers. One that fails is made again after a rest, which grows with the failures in a row;
 * an attempt that calls `advanced` came further than the one before, and its failure counts as the first. Throws the
 * last failure when the signal aborts.
 */
export async function retry<Result>(
  attempt: (advanced: () => void) => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  for (let failures = 0; ;) {
    try {
      return await attempt(() => (failures = 0));
    } catch (error) {
      await restAfter(error, (failures += 1), options);
      if (options.signal?.aborted === true) throw error;
    }
  }
}

/** Takes step after step until the signal aborts. One that fails is retried: the rests grow until a step succeeds. */
export async function repeat(
  step: () => Promise<void>,
  options: RetryOptions & { readonly signal: AbortSignal },
): Promise<void> {
  for (let failures = 0; !options.signal.aborted;) {
    try {
      await step();
      failures = 0;
    } catch (error) {
      await restAfter(error, (failures += 1), options);
    }
  }
}

async function restAfter(
  error: unknown,
  failures: number,
  { failed, backOff, random, signal }: RetryOptions,
): Promise<void> {
  failed(error, failures);
  await rest(backOffMs(failures, backOff, random), signal);
}
