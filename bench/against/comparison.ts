/** What a round measured, a second: more is better. */
export type Pair = { readonly now: number; readonly before: number };

/** What the rounds of one measure come to. */
type Comparison = {
  readonly name: string;
  readonly now: number;
  readonly before: number;
  /** The middle one of the rounds' ratios now/before, each made in the same minute. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
};

/** A median ratio below this is told as slower. */
export const threshold = 0.95;

/** The middle one; of an even number the mean of the two in the middle. Throws when there is none. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new Error('No numbers, no median');
  const sorted = numbers.toSorted((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Throws when there are no rounds. */
export function compare(name: string, rounds: readonly Pair[]): Comparison {
  const ratios = rounds.map(({ now, before }) => now / before);
  return {
    name,
    now: median(rounds.map(({ now }) => now)),
    before: median(rounds.map(({ before }) => before)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}

/** Something that cannot be compared, as nothing was measured, counts as slower. */
export function isSlower({ ratio }: Comparison): boolean {
  return !(ratio >= threshold);
}

/** The exit code: 1 when anything is slower. */
export function exitCodeOf(comparisons: readonly Comparison[]): number {
  return comparisons.some(isSlower) ? 1 : 0;
}

/** For people; one line a measure. */
export function tableOf(comparisons: readonly Comparison[]): string {
  const heading = ['measure', 'now', 'before', 'now/before', 'rounds', ''];
  const rows = comparisons.map((each) => [
    each.name,
    rateOf(each.now),
    rateOf(each.before),
    each.ratio.toFixed(3),
    `${each.lowest.toFixed(2)}–${each.highest.toFixed(2)}`,
    isSlower(each) ? `below ${threshold}` : '',
  ]);
  return [heading, ...rows]
    .map(([name, now, before, ratio, rounds, verdict]) =>
      `${name!.padEnd(18)}${now!.padStart(10)}${before!.padStart(10)}${ratio!.padStart(12)}${rounds!.padStart(12)}  ${verdict}`.trimEnd(),
    )
    .join('\n');
}

const rateOf = (perSecond: number) => `${perSecond.toFixed(perSecond < 10 ? 2 : 0)}/s`;
