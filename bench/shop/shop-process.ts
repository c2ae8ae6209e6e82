import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../benchmark.ts';
import { cpuSecondsOf } from '../cpu-seconds.ts';

const own = fileURLToPath(new URL('../../app/all-in-one.js', import.meta.url));

/** The built shop in a process of its own. */
export type ShopProcess = {
  readonly port: number;
  readonly url: string;
  /** Processor time it has used so far, all threads together; unlike a rate it hardly depends on who else works. */
  cpuSeconds(): number;
  stop(): Promise<void>;
};

/**
 * `folder`: a data folder that stays; without it, an empty one that goes when the shop stops. `program`: what is started
 * instead of this build's shop.
 */
export async function startShop(
  { profile }: Pick<Settings, 'profile'>,
  env: Record<string, string> = {},
  folder: string | null = null,
  program = own,
): Promise<ShopProcess> {
  const dataDir = folder ?? mkdtempSync(join(tmpdir(), 'storied-bench-'));
  if (profile !== null) mkdirSync(profile, { recursive: true });
  const flags = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...flags, program], {
    env: { PATH: process.env['PATH'], PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { message, context } = JSON.parse(line) as { message: string; context?: { port?: number } };
      if (message === 'listening') resolve(context!.port!);
    });
    void ended.then(() => reject(new Error('the shop ended before it listened')));
  });
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
    if (folder === null) rmSync(dataDir, { recursive: true, force: true });
  };
  return { port, url: `http://127.0.0.1:${port}/api/v1`, cpuSeconds: () => cpuSecondsOf(child.pid!), stop };
}
