import { OutcomeUnknown } from '../../engine/log/event-store.ts';
import type { Registry } from '../../engine/stores/registry.ts';
import { randomFrom } from './random.ts';

type Entry = { readonly value: string; readonly expires: number };
/** What outlives the process. */
export type KeptEntries = Map<string, Entry>;

/** `now` in milliseconds: a test lets time pass by handing in its own. */
export class MemoryRegistry implements Registry {
  constructor(
    private readonly now: () => number = Date.now,
    private readonly entries: KeptEntries = new Map(),
  ) {}

  async get(key: string): Promise<string | null> {
    return this.live(key);
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | null)[]> {
    return keys.map((key) => this.live(key));
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

  /** The names of what is kept, in order; no port has them. */
  keysUnder(prefix: string): string[] {
    return [...this.entries.keys()].filter((key) => key.startsWith(prefix) && this.live(key) !== null).sort();
  }

  /** The same as another process finds it when this one has died. */
  copied(): MemoryRegistry {
    return new MemoryRegistry(this.now, new Map(this.entries));
  }

  /** Loses what is kept under names that begin so. */
  lose(prefix: string): void {
    for (const key of this.keysUnder(prefix)) this.entries.delete(key);
  }

  async close(): Promise<void> {}

  private live(key: string): string | null {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.expires > this.now() ? entry.value : null;
  }
}

/** Does not say now and then what became of a compare-and-set that it did, or did not do. */
export class RoughRegistry extends MemoryRegistry {
  private readonly random = randomFrom(10);
  /** Of each write, how often its answer was lost in a row: three times at most, whoever else writes meanwhile. */
  private readonly lost = new Map<string, number>();

  override setIfAbsent(key: string, value: string, ttlSeconds?: number): Promise<string | null> {
    return this.roughly([key, value], () => super.setIfAbsent(key, value, ttlSeconds));
  }

  override compareAndSet(
    key: string,
    expected: string | null,
    next: string | null,
    ttlSeconds?: number,
  ): Promise<boolean> {
    return this.roughly([key, expected, next], () => super.compareAndSet(key, expected, next, ttlSeconds));
  }

  private async roughly<Result>(what: readonly (string | null)[], write: () => Promise<Result>): Promise<Result> {
    const lot = this.random();
    const same = JSON.stringify(what);
    const lost = this.lost.get(same) ?? 0;
    this.lost.delete(same);
    if (lot > 0.4 || lost === 3) return write();
    this.lost.set(same, lost + 1);
    if (lot > 0.2) await write();
    throw new OutcomeUnknown('the answer was lost');
  }
}
