import { join } from 'node:path';
import type { KeyValue, KeyValueEntry } from '../../../engine/stores/key-value.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';
import { endOfPrefix } from './key-value-writes.ts';
import type { ExpiresAt } from './key-value-writes.ts';

const sweepEveryMs = 30_000;
const sweepAtMost = 1_000;

/** Entries in durable.db. */
export class EmbeddedKeyValue implements KeyValue {
  private readonly writer: Writing;
  private readonly file: SqliteFile;
  private readonly one;
  private readonly range;
  private readonly sweeper: NodeJS.Timeout;

  constructor(dir: string, writer: Writing) {
    this.writer = writer;
    this.file = new SqliteFile(join(dir, 'durable.db'), 'read-only');
    this.one = this.file.prepareArrays<[string]>(
      'SELECT value FROM entries WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)',
    );
    this.range = this.file.prepare<KeyValueEntry>(
      `SELECT key, value FROM entries WHERE key >= ? AND key > ? AND key < ? AND (expires_at IS NULL OR expires_at > ?)
       ORDER BY key LIMIT ?`,
    );
    this.sweeper = setInterval(() => void this.sweep(), sweepEveryMs).unref();
  }

  async get(key: string): Promise<string | null> {
    return this.one.get(key, Date.now())?.[0] ?? null;
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

  async scan(prefix: string, limit: number, afterKey?: string): Promise<readonly KeyValueEntry[]> {
    const rows = this.range.all(prefix, afterKey ?? '', endOfPrefix(prefix), Date.now(), limit);
    return rows.map(({ key, value }) => ({ key, value }));
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    this.file.close();
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
