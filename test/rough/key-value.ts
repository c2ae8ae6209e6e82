import type { KeyValue, KeyValueEntry } from '../../engine/stores/key-value.ts';

type Entry = { readonly value: string; readonly expires: number };
/** What outlives the process: the entries, not the uses that are counted in a window. */
export type KeptEntries = Map<string, Entry>;
type Window = { count: number; readonly ends: number };

/** `now` in milliseconds: a test lets time pass by handing in its own. */
export class MemoryKeyValue implements KeyValue {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly now: () => number = Date.now,
    private readonly entries: KeptEntries = new Map(),
  ) {}

  async get(key: string): Promise<string | null> {
    return this.live(key);
  }

  async set(key: string, value: string, ttlSeconds?: number): Promise<void> {
    this.entries.set(key, { value, expires: ttlSeconds === undefined ? Infinity : this.now() + ttlSeconds * 1000 });
  }

  async setIfAbsent(key: string, value: string, ttlSeconds?: number): Promise<string | null> {
    const standing = this.live(key);
    if (standing === null) void this.set(key, value, ttlSeconds);
    return standing;
  }

  async compareAndSet(
    key: string,
    expected: string | null,
    next: string | null,
    ttlSeconds?: number,
  ): Promise<boolean> {
    if (this.live(key) !== expected) return false;
    if (next === null) this.entries.delete(key);
    else void this.set(key, next, ttlSeconds);
    return true;
  }

  async delete(key: string): Promise<void> {
    this.entries.delete(key);
  }

  async deletePrefix(prefix: string): Promise<void> {
    for (const key of this.entries.keys()) if (key.startsWith(prefix)) this.entries.delete(key);
  }

  async scan(prefix: string, limit: number, afterKey = ''): Promise<readonly KeyValueEntry[]> {
    const keys = [...this.entries.keys()].filter((key) => key.startsWith(prefix) && key > afterKey).sort();
    return keys
      .map((key) => ({ key, value: this.live(key) }))
      .filter((entry): entry is KeyValueEntry => entry.value !== null)
      .slice(0, limit);
  }

  async increment(key: string, windowSeconds: number): Promise<{ count: number; resetsInSeconds: number }> {
    const window = this.window(key) ?? { count: 0, ends: this.now() + windowSeconds * 1000 };
    window.count += 1;
    this.windows.set(key, window);
    return this.counted(key);
  }

  async counted(key: string): Promise<{ count: number; resetsInSeconds: number }> {
    const window = this.window(key);
    if (window === null) return { count: 0, resetsInSeconds: 0 };
    return { count: window.count, resetsInSeconds: Math.ceil((window.ends - this.now()) / 1000) };
  }

  async close(): Promise<void> {}

  private live(key: string): string | null {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.expires > this.now() ? entry.value : null;
  }

  private window(key: string): Window | null {
    const window = this.windows.get(key);
    return window !== undefined && window.ends > this.now() ? window : null;
  }
}
