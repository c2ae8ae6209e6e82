import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { append } from './append.ts';
import { cachedRead } from './cached-read.ts';
import { mixed } from './mixed.ts';
import { orders } from './orders.ts';
import { replay } from './replay.ts';

const benchmarks: readonly Benchmark[] = [cachedRead, orders, mixed, append, replay];

const usage = `npm run bench [-- <name>… [--events <n>] [--keep <folder>] [--profile <folder>]]

${benchmarks.map(({ name, about }) => `  ${name.padEnd(14)}${about}`).join('\n')}

  --events   events that replay makes and rebuilds from (100000)
  --keep     a folder where replay keeps what it made, and finds it at the next run
  --profile  a folder for CPU profiles of the shop's processes

Every figure stands beside a baseline of the same run: compare ratios, never rates of two runs.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string', default: '100000' },
    keep: { type: 'string' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const unknown = positionals.filter((name) => !benchmarks.some((each) => each.name === name));
const events = Number(values.events);

if (values.help || unknown.length > 0 || !Number.isInteger(events) || events < 1_000) {
  say(usage);
  process.exitCode = values.help ? 0 : 1;
} else {
  const settings = { events, keep: values.keep ?? null, profile: values.profile ?? null };
  for (const benchmark of benchmarks) {
    const { name, about } = benchmark;
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    say(`\n${name}: ${about}`);
    await benchmark.run(settings, say);
  }
}
