export type KeyValueEntry = { readonly key: string; readonly value: string };

/**
 * Small values with expiry: sessions, revocations, idempotency records, rate limits, checkpoints, time-outs.
 * Durable (survives kill -9 and power cuts) when a write answers. `ttlSeconds` undefined: kept until deleted.
 */
export interface KeyValue {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlSeconds?: number): Promise<void>;
  /** Sets only when absent (or expired). Answers null when it set, else the value that stands there. */
  setIfAbsent(key: string, value: string, ttlSeconds?: number): Promise<string | null>;
  /** Replaces `expected` by `next` in one step (`expected` null: absent, `next` null: delete); false if another value stands there. */
  compareAndSet(key: string, expected: string | null, next: string | null, ttlSeconds?: number): Promise<boolean>;
  delete(key: string): Promise<void>;
  deletePrefix(prefix: string): Promise<void>;
  /** Live entries whose key starts with `prefix`, in key order, after `afterKey`, at most `limit`. */
  scan(prefix: string, limit: number, afterKey?: string): Promise<readonly KeyValueEntry[]>;
  /**
   * Counts one use in a fixed window that starts at the first use and answers the uses in it, this one included.
   * Need not survive a crash.
   */
  increment(key: string, windowSeconds: number): Promise<{ readonly count: number; readonly resetsInSeconds: number }>;
  /** Uses counted so far in the running window; 0 when there is none. */
  counted(key: string): Promise<{ readonly count: number; readonly resetsInSeconds: number }>;
  close(): Promise<void>;
}
