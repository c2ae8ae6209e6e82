import { once } from 'node:events';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const flushAtBytes = 256 * 1024;

/**
 * Writes lines to a new file that its owner alone can read, synced when it answers. Never replaces a file, and leaves
 * none that is not whole.
 */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  assertNew(path);
  const file = await open(path, 'wx', 0o600);
  try {
    await inChunks(lines, (chunk) => file.writeFile(chunk));
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Throws unless a file of this name can be new. */
export function assertNew(path: string): void {
  if (existsSync(path)) throw new Error(`${path} is there already`);
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}`);
}

/** Writes lines to a stream, no faster than it takes them. */
export async function streamLines(out: NodeJS.WritableStream, lines: AsyncIterable<string>): Promise<void> {
  await inChunks(lines, async (chunk) => {
    if (!out.write(chunk)) await once(out, 'drain');
  });
}

/** The lines of a file, one at a time. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`There is no file ${path}`);
  if (!found.isFile()) throw new Error(`${path} is ${found.isDirectory() ? 'a folder, not a file' : 'no file'}`);
  const input = createReadStream(path, 'utf8');
  await once(input, 'open');
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

async function inChunks(lines: AsyncIterable<string>, write: (chunk: string) => Promise<void>): Promise<void> {
  let chunk = '';
  for await (const line of lines) {
    chunk += line;
    if (chunk.length < flushAtBytes) continue;
    await write(chunk);
    chunk = '';
  }
  if (chunk !== '') await write(chunk);
}
