import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

const repository = join(import.meta.dirname, '../..');
const readme = readFileSync(join(repository, 'README.md'), 'utf8');

type Step = { readonly name: string; readonly commands: string; readonly shown: string };

/** Each `bash tour` block with what is bold in the paragraph above it and the `text` block, if any, below it. */
const steps: readonly Step[] = [
  ...readme.matchAll(/((?:[^\n]+\n)+)\n```bash tour\n([^]*?)```\n(?:\n```text\n([^]*?)```\n)?/g),
].map(([, above = '', commands = '', shown = '']) => {
  const name = /\*\*(.+?)[.,:]?\*\*/.exec(above)?.[1] ?? 'Start';
  return { name, commands, shown: shown.trim() };
});

const variableParts: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>'],
  [/\b[0-9a-f]{16}\b/g, '<position>'],
  [/\bS-[0-9A-Z]{4}-[0-9A-Z]{4}\b/g, '<order number>'],
  [/\d+ (events|streams|signed heads)\b/g, '<number> $1'],
];

/** What must be the same in everybody's run. */
function stable(output: string): string {
  const lines = output.replaceAll('\r', '').trim();
  return variableParts.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), lines);
}

let folder: string;
let shell: ChildProcess;
let outputs: readonly string[];
let failure: string;

beforeAll(async () => {
  folder = temporaryFolder();
  symlinkSync(join(repository, 'dist'), join(folder, 'dist'));
  const port = await freePort();
  const script = [
    'set -euo pipefail',
    ...steps.map(({ commands }, index) => `echo '@@ ${index}'\n${commands.trim()}\necho`),
  ].join('\n');
  shell = spawn('bash', ['-c', script.replaceAll('localhost:8080', `127.0.0.1:${port}`)], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  let complained = '';
  shell.stdout!.on('data', (data: Buffer) => (said += data.toString()));
  shell.stderr!.on('data', (data: Buffer) => (complained += data.toString()));
  const code = await new Promise<number | null>((resolve) => shell.once('close', resolve));
  outputs = said.split(/^@@ \d+\n/m).slice(1);
  failure = code === 0 ? '' : `the tour ended with ${code} after step ${outputs.length}:\n${complained}`;
}, 120_000);

afterAll(() => {
  endGroup(shell.pid!);
});

test('the README has a tour, and every command of it succeeds', () => {
  expect(failure).toBe('');
  expect(outputs).toHaveLength(steps.length);
  expect(steps.length).toBeGreaterThan(8);
});

test.each(steps.map((step, index) => ({ ...step, index })))('the output is as shown: $name', ({ shown, index }) => {
  expect(stable(outputs[index] ?? '')).toBe(stable(shown));
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The shell and the shops it may have left in the background. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
