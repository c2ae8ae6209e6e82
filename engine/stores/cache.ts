export type Uses = { readonly count: number; readonly resetsInSeconds: number };

/**
 * Counters of uses, for limits: of requests, of failed logins. What it holds may be lost at any time, as at a restart;
 * nobody may need it for more than to hold somebody up.
 */
export interface Cache {
  /** Counts one use in a fixed window that starts at the first use and answers the uses in it, this one included. */
  increment(key: string, windowSeconds: number): Promise<Uses>;
  /** Uses counted so far in the running window; 0 when there is none. */
  counted(key: string): Promise<Uses>;
  close(): Promise<void>;
}
