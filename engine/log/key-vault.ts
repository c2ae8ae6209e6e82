export type VaultAnswer =
  | { readonly status: 'key'; readonly key: Uint8Array }
  | { readonly status: 'destroyed'; readonly at: string }
  | { readonly status: 'missing' };

/** Keys of persons, kept apart from the log. A missing key without a tombstone is an error, never an erasure. */
export interface KeyVault {
  /** The 32-byte key of a subject. Throws when the vault cannot be reached. */
  find(subject: string): Promise<VaultAnswer>;
  /** The subject's key, made when there is none; durable before it answers. Never revives a destroyed key. */
  obtain(subject: string): Promise<VaultAnswer>;
  /** Destroys the key for good and leaves a tombstone. Safe to repeat. */
  destroy(subject: string, at: string): Promise<void>;
  /** 32 secret bytes of this shop, made once, for names that must not be guessed (claims on e-mails and skus). */
  pepper(): Promise<Uint8Array>;
  close(): Promise<void>;
}
