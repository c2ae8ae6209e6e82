import type { SqliteFile } from '../sqlite.ts';

/** What vault.db keeps of a subject: the wrapped key, or when it was destroyed. */
export type VaultRow = { readonly wrapped: Uint8Array | null; readonly destroyedAt: string | null };

const schema = `
  CREATE TABLE IF NOT EXISTS keys (
    subject TEXT PRIMARY KEY,
    wrapped BLOB,
    destroyed_at TEXT,
    CHECK ((wrapped IS NULL) <> (destroyed_at IS NULL))
  ) STRICT;
  CREATE TABLE IF NOT EXISTS checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), reached TEXT NOT NULL) STRICT;`;

export type NamedVaultRow = VaultRow & { readonly subject: string };

export const selectKey = 'SELECT wrapped, destroyed_at AS destroyedAt FROM keys WHERE subject = ?';

export const selectCheckpoint = 'SELECT reached FROM checkpoint';

/** What the writer thread does in vault.db. It sees wrapped keys only. */
export function keyVaultWrites(file: SqliteFile) {
  file.exec(schema);
  const insert = file.prepare('INSERT INTO keys (subject, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const select = file.prepare<VaultRow>(selectKey);
  const bury = file.prepare(
    `INSERT INTO keys (subject, destroyed_at) VALUES (?, ?)
     ON CONFLICT (subject) DO UPDATE SET wrapped = NULL, destroyed_at = coalesce(destroyed_at, excluded.destroyed_at)`,
  );
  const adopt = file.prepare(
    `INSERT INTO keys VALUES (?, ?, ?) ON CONFLICT (subject)
     DO UPDATE SET wrapped = excluded.wrapped, destroyed_at = excluded.destroyed_at WHERE destroyed_at IS NULL`,
  );

  const reached = file.prepareArrays<[string]>(selectCheckpoint);
  const reach = file.prepare(
    'INSERT INTO checkpoint VALUES (1, ?) ON CONFLICT DO UPDATE SET reached = excluded.reached',
  );

  return {
    /** False, and nothing happens, when another checkpoint than `from` stands there. */
    moveCheckpoint(from: string | null, to: string): boolean {
      if ((reached.get()?.[0] ?? null) !== from) return false;
      reach.run(to);
      return true;
    },
    /** Keeps the offered key unless the subject has one or had one; answers what stands there. */
    keepKey(subject: string, wrapped: Uint8Array): VaultRow {
      insert.run(subject, wrapped);
      return { ...select.get(subject)! };
    },
    /** Takes a key, or its tombstone, as another vault has it. What was destroyed here stays so. */
    adoptKey({ subject, wrapped, destroyedAt }: NamedVaultRow): void {
      adopt.run(subject, wrapped, destroyedAt);
    },
    destroyKey(subject: string, at: string): void {
      bury.run(subject, at);
    },
  };
}
