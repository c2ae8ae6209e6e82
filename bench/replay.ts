import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projections } from '../projectors/projections.ts';
import type { Benchmark, Settings } from './benchmark.ts';
import { serveWhileRebuilding } from './replay/serve.ts';
import { settle } from './replay/settle.ts';
import type { Outcome } from './replay/work.ts';

const program = fileURLToPath(new URL('./replay/work.js', import.meta.url));
type Say = (line: string) => void;

/**
 * Makes a long log once, then fills every view from its beginning, rebuilds one beside the one that serves, and does so
 * again beside a shop that people use.
 */
export const replay: Benchmark = {
  name: 'replay',
  about: 'views rebuilt from a log of many events',
  async run(settings, say) {
    const dir = settings.keep === null ? mkdtempSync(join(tmpdir(), 'storied-bench-')) : settings.keep;
    mkdirSync(dir, { recursive: true });
    try {
      const folder = join(dir, `events-${settings.events}`);
      await makeOnce(folder, settings, say);
      const views = projections.length;
      tell(say, `all ${views} views from nothing`, await inProcess('fill', folder, settings, say));
      tell(say, 'orders rebuilt, verified, switched', await inProcess('rebuild', folder, settings, say));
      await settle(folder);
      await serveWhileRebuilding(folder, settings, say);
    } finally {
      if (settings.keep === null) rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function makeOnce(folder: string, settings: Settings, say: Say): Promise<void> {
  if (existsSync(folder)) return say(`the log in ${folder} is used again`);
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  tell(say, 'made by driving the deciders', await inProcess('make', draft, settings, say));
  renameSync(draft, folder);
}

function tell(say: Say, what: string, { events, seconds, peakMiB }: Outcome): void {
  const rate = (events / seconds).toFixed(0).padStart(7);
  say(
    `${what.padEnd(34)}${rate} events/s  ${events} events in ${seconds.toFixed(1)} s, peak memory ${peakMiB.toFixed(0)} MiB`,
  );
}

function inProcess(step: string, folder: string, { events, profile }: Settings, say: Say): Promise<Outcome> {
  const execArgv = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = fork(program, [step, folder, String(events)], { execArgv });
  let told = 0;
  return new Promise((resolve, reject) => {
    let outcome: Outcome | null = null;
    child.on('message', (message: { readonly kind: 'done' | 'progress' } & Outcome) => {
      if (message.kind === 'done') outcome = message;
      else if (message.events - told >= 100_000) say(`  ${(told = message.events)} events made`);
    });
    child.once('exit', (code) =>
      outcome === null ? reject(new Error(`${step} ended with ${code}`)) : resolve(outcome),
    );
  });
}
