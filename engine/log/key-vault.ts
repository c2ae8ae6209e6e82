import type { Position } from './position.ts';

export type VaultAnswer =
  | { readonly status: 'key'; readonly key: Uint8Array }
  | { readonly status: 'destroyed'; readonly at: string }
  | { readonly status: 'missing' };

/** The last event of a log up to which a vault knows whose keys were destroyed; `position` null: none yet. */
export type VaultCheckpoint = { readonly logId: string; readonly position: Position | null; readonly eventId: string };

/** Keys of persons, kept apart from the log. A missing key without a tombstone is an error, never an erasure. */
export interface KeyVault {
  /**
   * The 32-byte key of a subject. What any process was told of a subject before the question is in the answer (a
   * linearizable read): "missing" is never a copy that lags behind. Throws StoreUnavailable when the vault cannot be
   * reached.
   */
  find(subject: string): Promise<VaultAnswer>;
  /** The subject's key, made when there is none; durable before it answers. Never revives a destroyed key. */
  obtain(subject: string): Promise<VaultAnswer>;
  /** Destroys the key for good and leaves a tombstone. Safe to repeat. */
  destroy(subject: string, at: string): Promise<void>;
  /**
   * How far the log's destructions were applied to this vault; null: never. It stands where the keys stand, so that one
   * that was restored from a backup says what it missed.
   */
  checkpoint(): Promise<VaultCheckpoint | null>;
  /**
   * Durable when it answers. False, and nothing happens, when the checkpoint is not `from`: somebody else moved it, or
   * another vault was put in this one's place.
   */
  moveCheckpoint(from: VaultCheckpoint | null, to: VaultCheckpoint): Promise<boolean>;
  /** 32 secret bytes of this shop, made once, for names that must not be guessed (claims on e-mails and skus). */
  pepper(): Promise<Uint8Array>;
  close(): Promise<void>;
}
