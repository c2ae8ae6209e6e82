export type BackOff = { readonly firstMs: number; readonly mostMs: number };

/** Milliseconds before the next attempt (1: the first repetition): doubling, capped. */
export function fullBackOffMs(attempt: number, { firstMs, mostMs }: BackOff): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 30));
}

/** The same with up to half of it taken off by lot: those that failed together do not come again together. */
export function backOffMs(attempt: number, backOff: BackOff, random: () => number = Math.random): number {
  const full = fullBackOffMs(attempt, backOff);
  return full / 2 + (full / 2) * random();
}

/** Resolves after a time, or as soon as the signal aborts. One that can be aborted never keeps the process alive. */
export function rest(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    if (signal !== undefined) timer.unref();
    signal?.addEventListener('abort', finish, { once: true });
  });
}
