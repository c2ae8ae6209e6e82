import { execFile } from 'node:child_process';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../dist/app/ops/main.js');

export type OpsAnswer = {
  readonly code: number;
  /** What the process was killed by, if it was. */
  readonly signal: string | null;
  readonly out: string;
  readonly error: string;
};

/** Runs a command of the operator's CLI, as built, on a data folder. */
export function ops(words: readonly string[], dataDir: string, env: Record<string, string> = {}): Promise<OpsAnswer> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', main, ...words],
      { env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, out, told) =>
        resolve({
          code: error === null ? 0 : Number(error.code ?? 1),
          signal: error?.signal ?? null,
          out,
          error: told,
        }),
    );
  });
}
