import { createHash } from 'node:crypto';
import type { KeyVault, VaultAnswer } from '../../engine/log/key-vault.ts';

export type KeptKeys = Map<string, VaultAnswer>;

/** A vault in memory whose keys derive from the subject, so that tests repeat. */
export class MemoryKeyVault implements KeyVault {
  /** A test sets it to have the vault fail. */
  unreachable = false;

  constructor(private readonly entries: KeptKeys = new Map()) {}

  async find(subject: string): Promise<VaultAnswer> {
    this.check();
    return this.entries.get(subject) ?? { status: 'missing' };
  }

  async obtain(subject: string): Promise<VaultAnswer> {
    this.check();
    const made: VaultAnswer = { status: 'key', key: createHash('sha256').update(`key of ${subject}`).digest() };
    const answer = this.entries.get(subject) ?? made;
    this.entries.set(subject, answer);
    return answer;
  }

  async destroy(subject: string, at: string): Promise<void> {
    this.check();
    if (this.entries.get(subject)?.status !== 'destroyed') this.entries.set(subject, { status: 'destroyed', at });
  }

  /** Loses a key without a tombstone, as a vault restored from an old backup does. */
  lose(subject: string): void {
    this.entries.delete(subject);
  }

  async pepper(): Promise<Uint8Array> {
    this.check();
    return createHash('sha256').update('pepper').digest();
  }

  async close(): Promise<void> {}

  private check(): void {
    if (this.unreachable) throw new Error('The vault cannot be reached');
  }
}
