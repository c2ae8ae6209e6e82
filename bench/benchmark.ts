/** What the command line of `npm run bench` sets. */
export type Settings = {
  /** Events that `replay` makes and rebuilds from. */
  readonly events: number;
  /** How often `replay` measures a serving shop, calm and while it rebuilds. */
  readonly rounds: number;
  /** A folder whose data outlives the run and is used again by the next; null: temporary folders. */
  readonly keep: string | null;
  /** A folder for CPU profiles of the shop's processes. */
  readonly profile: string | null;
};

/** One named measurement, bounded in time, that prints what it found through `say`. */
export type Benchmark = {
  readonly name: string;
  readonly about: string;
  run(settings: Settings, say: (line: string) => void): Promise<void>;
};
