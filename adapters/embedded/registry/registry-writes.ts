import type { SqliteFile } from '../sqlite.ts';

/** Milliseconds since 1970 when an entry ends; null: never. */
export type ExpiresAt = number | null;

const schema = `
  CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    expires_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entries_by_expiry ON entries (expires_at) WHERE expires_at IS NOT NULL;`;

/** The first text that is greater than every text with this prefix, in SQLite's order of UTF-8 bytes. */
export function endOfPrefix(prefix: string): string {
  return prefix + '\u{10ffff}';
}

/** What the writer thread does with the entries of durable.db. */
export function registryWrites(file: SqliteFile) {
  file.exec(schema);
  const live = file.prepareArrays<[string]>(
    'SELECT value FROM entries WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)',
  );
  const put = file.prepare(
    `INSERT INTO entries VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
  );
  const remove = file.prepare('DELETE FROM entries WHERE key = ?');
  const removeExpired = file.prepare(
    'DELETE FROM entries WHERE key IN (SELECT key FROM entries WHERE expires_at <= ? LIMIT ?)',
  );
  const valueOf = (key: string) => live.get(key, Date.now())?.[0] ?? null;

  return {
    set(key: string, value: string, expiresAt: ExpiresAt): void {
      put.run(key, value, expiresAt);
    },
    setIfAbsent(key: string, value: string, expiresAt: ExpiresAt): string | null {
      const standing = valueOf(key);
      if (standing === null) put.run(key, value, expiresAt);
      return standing;
    },
    compareAndSet(key: string, expected: string | null, next: string | null, expiresAt: ExpiresAt): boolean {
      if (valueOf(key) !== expected) return false;
      if (next === null) remove.run(key);
      else put.run(key, next, expiresAt);
      return true;
    },
    deleteKey(key: string): void {
      remove.run(key);
    },
    /** At most `limit` of the expired ones, so that a sweep never holds other writes up. */
    sweepEntries(limit: number): number {
      return removeExpired.run(Date.now(), limit).changes;
    },
  };
}
