import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { medianRun, type Figures } from '../figures.ts';
import { requestText } from './connection.ts';
import { load } from './load.ts';

const program = fileURLToPath(new URL('./bare-server.js', import.meta.url));

/** The rate of a bare hello server in a process of its own, on this machine as busy as it is now. */
export async function baseline(kind: 'express' | 'node', connections: number): Promise<Figures> {
  const server = spawn(process.execPath, [program, kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const request = requestText('GET', '/', null);
    const once_ = (seconds: number) =>
      load({ port: Number(line.toString()), connections, seconds, next: () => request, expected: 200 });
    await once_(0.5);
    return medianRun([await once_(1), await once_(1), await once_(1)]);
  } finally {
    server.kill();
  }
}
