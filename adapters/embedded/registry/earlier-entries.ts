import { join } from 'node:path';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';
import { endOfPrefix } from './registry-writes.ts';

const pageSize = 500;

/** `secondsLeft`: that it lives yet; absent: it was kept until deleted. */
type EarlierEntry = { readonly key: string; readonly value: string; readonly secondsLeft?: number };

type Row = { readonly key: string; readonly value: string; readonly expiresAt: number | null };

/** Entries of durable.db that an earlier release kept under names that this one does not use. */
export class EarlierEntries {
  constructor(
    private readonly dir: string,
    private readonly writer: Writing,
  ) {}

  /** Hands over every live entry whose key begins so, each deleted once it was taken. Safe to repeat. */
  async handOver(prefix: string, take: (entry: EarlierEntry) => Promise<void>): Promise<void> {
    const file = new SqliteFile(join(this.dir, 'durable.db'), 'read-only');
    try {
      const rows = file.prepare<Row>(
        `SELECT key, value, expires_at AS expiresAt FROM entries
         WHERE key >= ? AND key < ? AND (expires_at IS NULL OR expires_at > ?) LIMIT ?`,
      );
      for (;;) {
        const page = rows.all(prefix, endOfPrefix(prefix), Date.now(), pageSize);
        await Promise.all(
          page.map(async ({ key, value, expiresAt }) => {
            await take({ key, value, ...(expiresAt !== null && { secondsLeft: (expiresAt - Date.now()) / 1_000 }) });
            await this.writer.write('durable', 'deleteKey', key);
          }),
        );
        if (page.length < pageSize) return;
      }
    } finally {
      file.close();
    }
  }
}
