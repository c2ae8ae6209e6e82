import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from './client.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const main = join(import.meta.dirname, '../../dist/app/all-in-one.js');

/** The built product, running in a process of its own on a free port and a data folder of its own. */
export type Shop = {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** JSON log lines so far. */
  readonly log: readonly Record<string, unknown>[];
  client(): Client;
  /** A client signed in as the first admin. */
  admin(): Promise<Client>;
  /** `kill -9`; answers when the process is gone. */
  kill(): Promise<void>;
  /** Ctrl-C; answers the exit code. */
  stop(): Promise<number | null>;
  /** Answers when the process has ended, by itself or by a fail-point. */
  ended: Promise<number | null>;
};

export type StartOptions = {
  /** No file of the process may grow larger than this many KiB: a disk that is full. */
  readonly largestFileKiB?: number;
  /** Another build of the product than that in dist/. */
  readonly program?: string;
};

/** Starts the shop and answers when it takes requests. Fails with its log when it ends before. */
export async function startShop(
  env: Record<string, string> = {},
  dataDir = temporaryFolder(),
  { largestFileKiB, program: started = main }: StartOptions = {},
): Promise<Shop> {
  if (!existsSync(started)) throw new Error('dist/ is missing: run `npm run build` first');
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', started];
  const limited = ['bash', '-c', `ulimit -f ${largestFileKiB}; exec "$0" "$@"`, ...command];
  const [program, ...words] = largestFileKiB === undefined ? command : limited;
  const child = spawn(program!, words, {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: Record<string, unknown>[] = [];
  const raw: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.on('data', (data: Buffer) => raw.push(data.toString()));
    createInterface({ input: child.stdout }).on('line', (line) => {
      raw.push(line);
      const entry = parsed(line);
      if (entry === null) return;
      log.push(entry);
      const context = entry['context'] as { port?: number } | undefined;
      if (entry['message'] === 'listening' && context?.port !== undefined) resolve(context.port);
    });
    void ended.then((code) => reject(new Error(`the shop ended with ${code} before it listened:\n${raw.join('\n')}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    dataDir,
    process: child,
    log,
    client: () => new Client(url),
    admin: () => new Client(url).login('admin@example.com', 'admin-password'),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
    ended,
  };
}

function parsed(line: string): Record<string, unknown> | null {
  return line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : null;
}
