import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { once } from 'node:events';

const flushAtBytes = 256 * 1024;

/** Writes lines to a new file that its owner alone can read, synced when it answers. Never replaces a file. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new Error(`${path} is there already`) : error;
  });
  try {
    await inChunks(lines, (chunk) => file.writeFile(chunk));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes lines to a stream, no faster than it takes them. */
export async function streamLines(out: NodeJS.WritableStream, lines: AsyncIterable<string>): Promise<void> {
  await inChunks(lines, async (chunk) => {
    if (!out.write(chunk)) await once(out, 'drain');
  });
}

/** The lines of a file, one at a time. */
export async function* linesOf(path: string): AsyncGenerator<string> {
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
