import type { Cache, Uses } from '../../../engine/stores/cache.ts';

const sweepEveryMs = 30_000;

type Window = { count: number; readonly endsAt: number };

/** Counts uses in memory: a crash forgives. */
export class EmbeddedCache implements Cache {
  private readonly windows = new Map<string, Window>();
  private readonly sweeper = setInterval(() => this.sweep(), sweepEveryMs).unref();

  async increment(key: string, windowSeconds: number): Promise<Uses> {
    const now = Date.now();
    let window = this.windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      window = { count: 0, endsAt: now + windowSeconds * 1_000 };
      this.windows.set(key, window);
    }
    window.count += 1;
    return usesIn(window, now);
  }

  async counted(key: string): Promise<Uses> {
    const now = Date.now();
    const window = this.windows.get(key);
    return window === undefined || window.endsAt <= now ? { count: 0, resetsInSeconds: 0 } : usesIn(window, now);
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
  }

  private sweep(): void {
    const now = Date.now();
    for (const [key, window] of this.windows) if (window.endsAt <= now) this.windows.delete(key);
  }
}

function usesIn(window: Window, now: number): Uses {
  return { count: window.count, resetsInSeconds: Math.ceil((window.endsAt - now) / 1_000) };
}
