import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, exitCodeOf, tableOf, type Pair } from './comparison.ts';
import { makeLongLog, takenOver, type LongLog } from './long-log.ts';
import { Market } from './market.ts';
import type { Measure, Side } from './measures.ts';
import { productIn, type Product } from './product.ts';

const thisBuild = fileURLToPath(new URL('../../..', import.meta.url));
/** A side is asked for so long at a time, the first time uncounted: short turns meet the same machine. */
const seconds = 0.5;

type Say = (line: string) => void;
type Settings = { readonly path: string; readonly rounds: number; readonly measures: readonly Measure[] };

/**
 * Measures this build and another one by turns, each in processes and folders of its own, and prints a table. The first
 * round is not counted. Answers the exit code: 1 when a measure's median ratio is below the threshold.
 */
export async function against({ path, rounds, measures }: Settings, say: Say): Promise<number> {
  const products = { now: productIn(thisBuild), before: productIn(path) };
  const dir = mkdtempSync(join(tmpdir(), 'storied-bench-'));
  // By the build before: a newer one reads what an older one wrote.
  let made: Promise<LongLog> | null = null;
  const taken = new Map<Product, Promise<LongLog>>();
  const longLog = (product: Product) => {
    made ??= makeLongLog(products.before, dir);
    const ofProduct = taken.get(product) ?? made.then((log) => takenOver(log, product, dir));
    taken.set(product, ofProduct);
    return ofProduct;
  };
  const counted = new Map<string, Pair[]>(measures.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const name = round === 0 ? 'the warm-up' : `round ${round} of ${rounds}`;
      const start = performance.now();
      const pairs = await inRound(products, measures, { longLog, dir: join(dir, `round-${round}`), round });
      say(`${name}: ${((performance.now() - start) / 1_000).toFixed(0)} s`);
      if (round > 0) for (const [measure, pair] of pairs) counted.get(measure)!.push(pair);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const comparisons = [...counted].map(([measure, pairs]) => compare(measure, pairs));
  say(`\n${tableOf(comparisons)}`);
  return exitCodeOf(comparisons);
}

type Round = { readonly longLog: (product: Product) => Promise<LongLog>; readonly dir: string; readonly round: number };

/** Every measure, the sides A B B A in one round, B A A B in the next, so that neither is always first, or later. */
async function inRound(
  products: Readonly<Record<'now' | 'before', Product>>,
  measures: readonly Measure[],
  { longLog, dir, round }: Round,
): Promise<readonly (readonly [string, Pair])[]> {
  mkdirSync(dir);
  const open: Market[] = [];
  const sideOf = (product: Product): Side => {
    let market: Promise<Market> | null = null;
    const opened = async () => {
      const shop = await product.start();
      const ready = await Market.open(shop).catch(async (error: unknown) => {
        await shop.stop();
        throw error;
      });
      open.push(ready);
      return ready;
    };
    return { product, longLog: () => longLog(product), dir, market: () => (market ??= opened()) };
  };
  const sides = { now: sideOf(products.now), before: sideOf(products.before) };
  const first = round % 2 === 0 ? (['now', 'before'] as const) : (['before', 'now'] as const);
  const once = [...first, ...first.toReversed()];
  const pairs: (readonly [string, Pair])[] = [];
  try {
    for (const { name, isWarm, take } of measures) {
      if (isWarm) for (const side of first) await take(sides[side], seconds);
      const turns = isWarm ? [...once, ...once] : once;
      const taken = { now: 0, before: 0 };
      for (const side of turns) taken[side] += (await take(sides[side], seconds)) / (turns.length / 2);
      pairs.push([name, taken]);
    }
  } finally {
    for (const { shop } of open) await shop.stop();
    rmSync(dir, { recursive: true });
  }
  return pairs;
}
