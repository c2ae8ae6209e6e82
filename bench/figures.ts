/** How often something was done, and how long it took each time. */
export type Figures = {
  readonly count: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

/** The figures of durations in milliseconds that were gathered in `seconds`. */
export function figuresOf(durations: readonly number[], seconds: number): Figures {
  const sorted = Float64Array.from(durations).toSorted();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const mean = sorted.reduce((sum, each) => sum + each, 0) / Math.max(1, sorted.length);
  const count = sorted.length;
  return { count, seconds, perSecond: count / seconds, mean, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The run whose rate is the middle one. */
export function medianRun(runs: readonly Figures[]): Figures {
  const byRate = runs.toSorted((one, other) => one.perSecond - other.perSecond);
  return byRate[Math.floor(byRate.length / 2)]!;
}

/** What one of them cost the server, told beside a rate; nothing where that cannot be measured. */
export function costOf(cpuSeconds: number, runs: readonly Figures[]): string {
  const count = runs.reduce((sum, run) => sum + run.count, 0);
  return Number.isNaN(cpuSeconds) ? '' : `  ${((1_000 * cpuSeconds) / count).toFixed(2)} ms of processor time each`;
}

/** One line for people; with a baseline, how many times its rate this is. */
export function lineOf(name: string, figures: Figures, baseline?: Figures): string {
  const { perSecond, mean, p50, p95, p99 } = figures;
  const ratio = baseline === undefined ? '' : `  ${(perSecond / baseline.perSecond).toFixed(2)} × baseline`;
  const times = [mean, p50, p95, p99].map((ms) => ms.toFixed(ms < 10 ? 2 : 0).padStart(6));
  const [average, ...rest] = times;
  return `${name.padEnd(34)}${perSecond.toFixed(0).padStart(7)}/s  mean ${average} p50 ${rest[0]} p95 ${rest[1]} p99 ${rest[2]} ms${ratio}`;
}
