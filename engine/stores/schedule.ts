/** A time-out of a process, as a record of its stream set it. */
export type Scheduled = {
  /** The process's. */
  readonly key: string;
  readonly name: string;
  /** RFC 3339 UTC with milliseconds. */
  readonly dueAt: string;
  /** Of the record that set it, in the process's stream; `unknownRevision` when an earlier release set it. */
  readonly revision: number;
  readonly correlationId: string;
};

/** Older than every record. */
export const unknownRevision = -1;

/** For so long after `due` told of a time-out nobody else is told of it, unless it is given back. */
export const claimMs = 20_000;

/**
 * When processes want to be woken: a fold of what they recorded, one time-out of each name a process, so that it can be
 * written again at any time. Durable when a write answers; after OutcomeUnknown it may or may not have been written.
 */
export interface Schedule {
  /** Sets time-outs. One of the same process and name stands unless a later record sets it anew. Safe to repeat. */
  set(manager: string, timeouts: readonly Scheduled[]): Promise<void>;
  /**
   * What is due at an instant, the longest due first, at most `limit`. Whoever is told has a claim on it: it is told
   * again once `claimMs` have passed by the instants that are asked for, in case its worker died. A claim saves work and
   * promises nothing: two workers may still have one time-out in hand.
   */
  due(manager: string, now: string, limit: number): Promise<readonly Scheduled[]>;
  /** Gives claims back, as a worker does that ends. Safe to repeat; what is done or was set anew is left alone. */
  release(manager: string, timeouts: readonly Scheduled[]): Promise<void>;
  /** When the first of those is due on which nobody has a claim; null: there is none. */
  nextDue(manager: string, now: string): Promise<string | null>;
  /** The time-outs that a process waits for, claimed or not, by name. */
  ofProcess(manager: string, key: string): Promise<readonly Scheduled[]>;
  /** Removes a time-out that has had its effect, unless another record has set it since. Safe to repeat. */
  done(manager: string, timeout: Pick<Scheduled, 'key' | 'name' | 'revision'>): Promise<void>;
  close(): Promise<void>;
}
