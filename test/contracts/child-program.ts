import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const built = new URL('../../dist/adapters/embedded/embedded.js', import.meta.url);

/** What every program starts with: the built product, a data folder in `dir`, and a way to make events. */
const preamble = `
import { writeSync } from 'node:fs';
import { openEmbedded } from '${built.href}';
const dir = process.argv[1];
const say = (line) => {
  for (;;) {
    try {
      return writeSync(1, line + '\\n');
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error; // else the reader is behind
    }
  }
};
const open = () => openEmbedded({ dir, masterKey: Buffer.alloc(32, 7) });
const event = (id, text = '') => ({ id, type: 'ItHappened', data: { text }, metadata: {
  version: 1, time: '2026-01-01T00:00:00.000Z', actor: { id: 'x', role: 'system' },
  correlationId: 'c', causationId: 'c', commandId: 'c', previousHash: null, hash: 'h' } });
`;

export type ChildProgram = {
  readonly process: ChildProcess;
  /** The lines it said so far. */
  readonly lines: readonly string[];
  /** Resolves with the line that fits, also when it was said before; rejects when the program ends without it. */
  line(pattern: RegExp): Promise<string>;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly complaints: string;
  }>;
};

/** Runs a small program on the built embedded store in a process of its own, optionally inside another command. */
export function runProgram(source: string, dir: string, inside: readonly string[] = []): ChildProgram {
  if (!existsSync(fileURLToPath(built))) throw new Error('dist/ is missing: run "npm run build" first');
  const [command, ...args] = [...inside, process.execPath, '--input-type=module', '-e', preamble + source, dir];
  const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let complaints = '';
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const said = once(reader, 'close');
  const ended = once(child, 'close').then(async ([code, signal]) => {
    await said;
    return { code: code as number | null, signal: signal as string | null, complaints };
  });
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.find((each) => pattern.test(each));
        if (found !== undefined) resolve(found);
      };
      reader.on('line', look);
      look();
      void ended.then(() => reject(new Error(`it ended without saying ${pattern.source}: ${complaints}`)));
    });
  return { process: child, lines, line, ended };
}
