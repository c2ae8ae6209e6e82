import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { against } from './against/against.ts';
import { threshold } from './against/comparison.ts';
import { measures } from './against/measures.ts';
import { append } from './append.ts';
import { cachedRead } from './cached-read.ts';
import { mixed } from './mixed.ts';
import { orders } from './orders.ts';
import { replay } from './replay.ts';

const benchmarks: readonly Benchmark[] = [cachedRead, orders, mixed, append, replay];

const list = (all: readonly { readonly name: string; readonly about: string }[]) =>
  all.map(({ name, about }) => `  ${name.padEnd(18)}${about}`).join('\n');

const usage = `npm run bench [-- <name>… [--events <n>] [--rounds <n>] [--keep <folder>] [--profile <folder>]]

${list(benchmarks)}

  --events   events that replay makes and rebuilds from (100000)
  --rounds   how often replay measures a serving shop for 5 s, calm and while it rebuilds (4)
  --keep     a folder where replay keeps what it made, and finds it at the next run
  --profile  a folder for CPU profiles of the shop's processes

Every figure stands beside a baseline of the same run: compare ratios, never rates of two runs.

npm run bench -- --against <folder> [--rounds <n>] [--only <name>]…

Measures this build and the one that was built in the folder by turns, in so many rounds (6) after one that is not
counted. Exit code 1 when the median of a measure's ratios now/before is below ${threshold}.

${list(measures)}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string', default: '100000' },
    rounds: { type: 'string' },
    against: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const { against: path, only } = values;
const unknown = [
  ...positionals.filter((name) => path !== undefined || !benchmarks.some((each) => each.name === name)),
  ...only.filter((name) => path === undefined || !measures.some((each) => each.name === name)),
];
const [events, rounds] = [Number(values.events), Number(values.rounds ?? (path === undefined ? 4 : 6))];
const isCounted = Number.isInteger(events) && events >= 1_000 && Number.isInteger(rounds) && rounds > 0;

if (values.help || unknown.length > 0 || !isCounted) {
  say(usage);
  process.exitCode = values.help ? 0 : 1;
} else if (path !== undefined) {
  const wanted = measures.filter(({ name }) => only.length === 0 || only.includes(name));
  process.exitCode = await against({ path, rounds, measures: wanted }, say);
} else {
  const settings = { events, rounds, keep: values.keep ?? null, profile: values.profile ?? null };
  for (const benchmark of benchmarks) {
    const { name, about } = benchmark;
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    say(`\n${name}: ${about}`);
    await benchmark.run(settings, say);
  }
}
