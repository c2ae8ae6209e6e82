import { BoundedMap } from '../tools/bounded-map.ts';
import type { MonotonicClock } from '../tools/clock.ts';
import type { KeyVault, VaultAnswer } from './key-vault.ts';

/** The vault has neither a key nor a tombstone for a subject: data is unreadable by accident, not by erasure. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
}

const mostKept = 20_000;

/** After so long the vault is asked again: whoever does not hear of an erasure knows of it by then. */
const keptMs = 30_000;

type Kept = { readonly key: Uint8Array; readonly until: number };

/** The vault's keys, each kept in memory for 30 s at most. Null stands for a destroyed one. */
export class SubjectKeys {
  private readonly kept = new BoundedMap<string, Kept>(mostKept);
  private forgotten = 0;

  constructor(
    private readonly vault: KeyVault,
    private readonly now: MonotonicClock,
  ) {}

  /** The key to read with. Throws KeyMissing, or StoreUnavailable when the vault must be asked and does not answer. */
  async toRead(subject: string): Promise<Uint8Array | null> {
    return this.present(subject) ?? this.ask(subject, (vault) => vault.find(subject));
  }

  /** The key to write with, durable in the vault before it is used; null when the subject was erased. */
  async toWrite(subject: string): Promise<Uint8Array | null> {
    return this.present(subject) ?? this.ask(subject, (vault) => vault.obtain(subject));
  }

  /** True when the vault said less than 30 s ago that the subject has a key, and nobody said since that it ended. */
  isKept(subject: string): boolean {
    return this.present(subject) !== undefined;
  }

  forget(subject: string): void {
    this.forgotten += 1;
    this.kept.delete(subject);
  }

  private present(subject: string): Uint8Array | undefined {
    const kept = this.kept.get(subject);
    return kept !== undefined && this.now() < kept.until ? kept.key : undefined;
  }

  private async ask(subject: string, question: (vault: KeyVault) => Promise<VaultAnswer>): Promise<Uint8Array | null> {
    // An answer may be as old as its question.
    const [forgotten, until] = [this.forgotten, this.now() + keptMs];
    const answer = await question(this.vault);
    if (answer.status === 'destroyed') return null;
    if (answer.status === 'missing')
      throw new KeyMissing(`The vault has no key for ${subject} and never destroyed one`);
    // An answer that was under way while a key was forgotten may be the forgotten key: used once, not kept.
    if (forgotten === this.forgotten) this.keep(subject, { key: answer.key, until });
    return answer.key;
  }

  private keep(subject: string, kept: Kept): void {
    this.kept.set(subject, kept);
    const now = this.now();
    for (const [oldest, { until }] of this.kept.entries()) {
      if (now < until) return;
      this.kept.delete(oldest);
    }
  }
}
