import type { Cache, Uses } from '../../engine/stores/cache.ts';

type Window = { count: number; readonly ends: number };

/** `now` in milliseconds: a test lets time pass by handing in its own. */
export class MemoryCache implements Cache {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly now: () => number = Date.now) {}

  async increment(key: string, windowSeconds: number): Promise<Uses> {
    const window = this.window(key) ?? { count: 0, ends: this.now() + windowSeconds * 1000 };
    window.count += 1;
    this.windows.set(key, window);
    return this.counted(key);
  }

  async counted(key: string): Promise<Uses> {
    const window = this.window(key);
    if (window === null) return { count: 0, resetsInSeconds: 0 };
    return { count: window.count, resetsInSeconds: Math.ceil((window.ends - this.now()) / 1000) };
  }

  /** Loses everything, as a cache may. */
  lose(): void {
    this.windows.clear();
  }

  async close(): Promise<void> {}

  private window(key: string): Window | null {
    const window = this.windows.get(key);
    return window !== undefined && window.ends > this.now() ? window : null;
  }
}

/** Loses everything now and then: before one use in `every`. */
export class RoughCache extends MemoryCache {
  private uses = 0;

  constructor(private readonly every = 7) {
    super();
  }

  override async increment(key: string, windowSeconds: number): Promise<Uses> {
    this.uses += 1;
    if (this.uses % this.every === 0) this.lose();
    return super.increment(key, windowSeconds);
  }
}
