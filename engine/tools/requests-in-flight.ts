/** Is told of every request that somebody waits for: work that nobody waits for is throttled meanwhile. */
export interface RequestsInFlight {
  /** A request came in. */
  begin(): void;
  /** A request has been answered, or given up. */
  end(): void;
}
