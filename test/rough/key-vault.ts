import { createHash } from 'node:crypto';
import { StoreUnavailable } from '../../engine/log/event-store.ts';
import type { KeyVault, VaultAnswer, VaultCheckpoint } from '../../engine/log/key-vault.ts';

export type KeptVault = { keys: Map<string, VaultAnswer>; checkpoint: VaultCheckpoint | null };

export const emptyVault = (): KeptVault => ({ keys: new Map(), checkpoint: null });

/** A vault in memory whose keys derive from the subject, so that tests repeat. */
export class MemoryKeyVault implements KeyVault {
  /** A test sets it to have the vault fail. */
  unreachable = false;
  private held: Promise<void> | null = null;

  constructor(private readonly kept = emptyVault()) {}

  async find(subject: string): Promise<VaultAnswer> {
    this.check();
    const answer = this.kept.keys.get(subject) ?? { status: 'missing' };
    await this.held;
    return answer;
  }

  async obtain(subject: string): Promise<VaultAnswer> {
    this.check();
    const made: VaultAnswer = { status: 'key', key: createHash('sha256').update(`key of ${subject}`).digest() };
    const answer = this.kept.keys.get(subject) ?? made;
    this.kept.keys.set(subject, answer);
    return answer;
  }

  async destroy(subject: string, at: string): Promise<void> {
    this.check();
    if (this.kept.keys.get(subject)?.status !== 'destroyed') this.kept.keys.set(subject, { status: 'destroyed', at });
  }

  async checkpoint(): Promise<VaultCheckpoint | null> {
    this.check();
    return this.kept.checkpoint;
  }

  async moveCheckpoint(from: VaultCheckpoint | null, to: VaultCheckpoint): Promise<boolean> {
    this.check();
    if (JSON.stringify(this.kept.checkpoint) !== JSON.stringify(from)) return false;
    this.kept.checkpoint = { ...to };
    return true;
  }

  /** What `find` is asked from now on is answered late, as it was when it was asked: when what this returns is called. */
  holdBack(): () => void {
    let release = () => {};
    this.held = new Promise((resolve) => (release = resolve));
    return () => {
      this.held = null;
      release();
    };
  }

  /** Loses a key without a tombstone. */
  lose(subject: string): void {
    this.kept.keys.delete(subject);
  }

  /** What a backup made now would hold. */
  backup(): KeptVault {
    return { keys: new Map(this.kept.keys), checkpoint: this.kept.checkpoint };
  }

  /** Puts a backup in its place, also under processes that work on it. */
  restore({ keys, checkpoint }: KeptVault): void {
    this.kept.keys = new Map(keys);
    this.kept.checkpoint = checkpoint;
  }

  async pepper(): Promise<Uint8Array> {
    this.check();
    return createHash('sha256').update('pepper').digest();
  }

  async close(): Promise<void> {}

  private check(): void {
    if (this.unreachable) throw new StoreUnavailable('The vault cannot be reached');
  }
}
