import { BoundedMap } from '../tools/bounded-map.ts';
import type { KeyVault, VaultAnswer } from './key-vault.ts';

/** The vault has neither a key nor a tombstone for a subject: data is unreadable by accident, not by erasure. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
}

const mostKept = 20_000;

/** The vault's keys, kept in memory. Null stands for a destroyed one. */
export class SubjectKeys {
  private readonly kept = new BoundedMap<string, Uint8Array>(mostKept);
  private forgotten = 0;

  constructor(private readonly vault: KeyVault) {}

  /** The key to read with. Throws KeyMissing. */
  async toRead(subject: string): Promise<Uint8Array | null> {
    return this.kept.get(subject) ?? this.keep(subject, this.forgotten, await this.vault.find(subject));
  }

  /** The key to write with, durable in the vault before it is used; null when the subject was erased. */
  async toWrite(subject: string): Promise<Uint8Array | null> {
    return this.kept.get(subject) ?? this.keep(subject, this.forgotten, await this.vault.obtain(subject));
  }

  forget(subject: string): void {
    this.forgotten += 1;
    this.kept.delete(subject);
  }

  private keep(subject: string, forgotten: number, answer: VaultAnswer): Uint8Array | null {
    if (answer.status === 'destroyed') return null;
    if (answer.status === 'missing')
      throw new KeyMissing(`The vault has no key for ${subject} and never destroyed one`);
    // An answer that was under way while a key was forgotten may be the forgotten key: used once, not kept.
    if (forgotten !== this.forgotten) return answer.key;
    this.kept.set(subject, answer.key);
    return answer.key;
  }
}
