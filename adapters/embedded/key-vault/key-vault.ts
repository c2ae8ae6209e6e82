import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { KeyVault, VaultAnswer, VaultCheckpoint } from '../../../engine/log/key-vault.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';
import { selectCheckpoint, selectKey } from './key-vault-writes.ts';
import type { NamedVaultRow, VaultRow } from './key-vault-writes.ts';
import { unwrapKey, wrapKey } from './key-wrap.ts';

const keyBytes = 32;

/** Subjects are ids of users, so this name is nobody's. */
export const pepperSubject = 'shop:pepper';

/** The vault holds keys that another master key wrapped. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
}

/** The log has events, but the vault was never used: it was lost, and a new one would make a new shop of the old log. */
export class VaultMissing extends Error {
  override readonly name = 'VaultMissing';
}

/** Keys in vault.db, each wrapped by the master key (32 bytes), which is never stored. */
export class EmbeddedKeyVault implements KeyVault {
  private readonly writer: Writing;
  private readonly masterKey: Uint8Array;
  private readonly file: SqliteFile;
  private readonly row;
  private readonly page;

  constructor(dir: string, writer: Writing, masterKey: Uint8Array) {
    if (masterKey.byteLength !== keyBytes) throw new RangeError(`the master key must have ${keyBytes} bytes`);
    this.writer = writer;
    this.masterKey = masterKey;
    this.file = new SqliteFile(join(dir, 'vault.db'), 'read-only');
    this.row = this.file.prepare<VaultRow>(selectKey);
    this.page = this.file.prepare<NamedVaultRow>(
      'SELECT subject, wrapped, destroyed_at AS destroyedAt FROM keys WHERE subject > ? ORDER BY subject LIMIT ?',
    );
  }

  async find(subject: string): Promise<VaultAnswer> {
    const row = this.row.get(subject);
    return row === undefined ? { status: 'missing' } : this.answer(subject, row);
  }

  async obtain(subject: string): Promise<VaultAnswer> {
    const found = await this.find(subject);
    if (found.status !== 'missing') return found;
    const offered = wrapKey(this.masterKey, subject, randomBytes(keyBytes));
    return this.answer(subject, await this.writer.write('vault', 'keepKey', subject, offered));
  }

  /** Nothing of the key is left in the file or its write-ahead log when this answers. */
  async destroy(subject: string, at: string): Promise<void> {
    await this.writer.write('vault', 'destroyKey', subject, at);
    await this.writer.truncateLog('vault');
  }

  async checkpoint(): Promise<VaultCheckpoint | null> {
    const [reached] = this.file.prepareArrays<[string]>(selectCheckpoint).get() ?? [];
    return reached === undefined ? null : (JSON.parse(reached) as VaultCheckpoint);
  }

  moveCheckpoint(from: VaultCheckpoint | null, to: VaultCheckpoint): Promise<boolean> {
    return this.writer.write('vault', 'moveCheckpoint', from === null ? null : textOf(from), textOf(to));
  }

  /** Throws WrongMasterKey when the vault was made with another master key. */
  async pepper(): Promise<Uint8Array> {
    const answer = await this.obtain(pepperSubject);
    if (answer.status !== 'key') throw new Error('the pepper of this shop was destroyed');
    return answer.key;
  }

  /** Throws VaultMissing when the log has events, which are never written before the pepper is. */
  assertBelongsTo(logIsEmpty: boolean): void {
    if (logIsEmpty || this.row.get(pepperSubject) !== undefined) return;
    throw new VaultMissing(
      'vault.db with the keys of this log is missing: restore it, and its master key, from a backup',
    );
  }

  /** Keys as they are kept, wrapped by the master key, and tombstones; in the order of their subjects. */
  async rows(afterSubject: string, limit: number): Promise<readonly NamedVaultRow[]> {
    return this.page.all(afterSubject, limit).map((row) => ({ ...row }));
  }

  /** Takes what `rows` of another vault gave. Throws WrongMasterKey when that had another master key. */
  async adopt(row: NamedVaultRow): Promise<void> {
    this.answer(row.subject, row);
    await this.writer.write('vault', 'adoptKey', row);
  }

  async close(): Promise<void> {
    this.file.close();
  }

  private answer(subject: string, { wrapped, destroyedAt }: VaultRow): VaultAnswer {
    if (wrapped === null) return { status: 'destroyed', at: destroyedAt! };
    try {
      return { status: 'key', key: unwrapKey(this.masterKey, subject, wrapped) };
    } catch (error) {
      throw new WrongMasterKey('the master key does not fit this vault', { cause: error });
    }
  }
}

/** The same checkpoint is always the same text. */
function textOf({ logId, position, eventId }: VaultCheckpoint): string {
  return JSON.stringify({ logId, position, eventId });
}
