import { join } from 'node:path';
import type { Registry } from '../../../engine/stores/registry.ts';
import { BoundedMap } from '../../../engine/tools/bounded-map.ts';
import { SqliteFile, type SqlStatement } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';
import type { ExpiresAt } from './registry-writes.ts';

const sweepEveryMs = 30_000;
const sweepAtMost = 1_000;
const mostKinds = 10;

type SeveralEntries = SqlStatement<[key: string, value: string]>;

/** Entries in durable.db. */
export class EmbeddedRegistry implements Registry {
  private readonly writer: Writing;
  private readonly file: SqliteFile;
  private readonly one;
  /** By how many keys are asked for. */
  private readonly several = new BoundedMap<number, SeveralEntries>(mostKinds);
  private readonly sweeper: NodeJS.Timeout;

  constructor(dir: string, writer: Writing) {
    this.writer = writer;
    this.file = new SqliteFile(join(dir, 'durable.db'), 'read-only');
    this.one = this.file.prepareArrays<[string]>(
      'SELECT value FROM entries WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)',
    );
    this.sweeper = setInterval(() => void this.sweep(), sweepEveryMs).unref();
  }

  async get(key: string): Promise<string | null> {
    return this.one.get(key, Date.now())?.[0] ?? null;
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | null)[]> {
    const found = new Map(this.statementFor(keys.length).all(...keys, Date.now()));
    return keys.map((key) => found.get(key) ?? null);
  }

  async set(key: string, value: string, ttlSeconds?: number): Promise<void> {
    await this.writer.write('durable', 'set', key, value, expiry(ttlSeconds));
  }

  async setIfAbsent(key: string, value: string, ttlSeconds?: number): Promise<string | null> {
    return this.writer.write('durable', 'setIfAbsent', key, value, expiry(ttlSeconds));
  }

  async compareAndSet(
    key: string,
    expected: string | null,
    next: string | null,
    ttlSeconds?: number,
  ): Promise<boolean> {
    return this.writer.write('durable', 'compareAndSet', key, expected, next, expiry(ttlSeconds));
  }

  async delete(key: string): Promise<void> {
    await this.writer.write('durable', 'deleteKey', key);
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    this.file.close();
  }

  private statementFor(keys: number): SeveralEntries {
    const known = this.several.get(keys);
    if (known !== undefined) return known;
    const marks = Array.from({ length: keys }, () => '?').join(', ');
    const made = this.file.prepareArrays<[string, string]>(
      `SELECT key, value FROM entries WHERE key IN (${marks}) AND (expires_at IS NULL OR expires_at > ?)`,
    );
    this.several.set(keys, made);
    return made;
  }

  private async sweep(): Promise<void> {
    try {
      while ((await this.writer.write('durable', 'sweepEntries', sweepAtMost)) === sweepAtMost);
    } catch {
      // Expired entries are never shown; the next sweep removes them.
    }
  }
}

function expiry(ttlSeconds: number | undefined): ExpiresAt {
  return ttlSeconds === undefined ? null : Date.now() + Math.ceil(ttlSeconds * 1_000);
}
