/**
 * Small values that must not be lost: sessions, revocations, idempotency records, rotations of keys. Durable (survives
 * kill -9 and power cuts) when a write answers. Any write may throw OutcomeUnknown: then it was done, or was not.
 * `ttlSeconds` undefined: kept until deleted. There is no list of keys: who looks for a value knows its name.
 */
export interface Registry {
  get(key: string): Promise<string | null>;
  /** The values of several keys, in their order, in one question to the store. */
  getMany(keys: readonly string[]): Promise<readonly (string | null)[]>;
  set(key: string, value: string, ttlSeconds?: number): Promise<void>;
  /** Sets only when absent (or expired). Answers null when it set, else the value that stands there. */
  setIfAbsent(key: string, value: string, ttlSeconds?: number): Promise<string | null>;
  /** Replaces `expected` by `next` in one step (`expected` null: absent, `next` null: delete); false if another value stands there. */
  compareAndSet(key: string, expected: string | null, next: string | null, ttlSeconds?: number): Promise<boolean>;
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}
