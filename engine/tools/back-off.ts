export type BackOff = { readonly firstMs: number; readonly mostMs: number };

/** Milliseconds before the next attempt (1: the first repetition): doubling, capped, at least half of it drawn by lot. */
export function backOffMs(attempt: number, { firstMs, mostMs }: BackOff, random: () => number = Math.random): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 30));
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
