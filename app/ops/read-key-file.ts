import { pepperSubject } from '../../adapters/embedded/key-vault/key-vault.ts';
import { unwrapKey } from '../../adapters/embedded/key-vault/key-wrap.ts';
import { keyFormat, keyFormatVersion } from './key-file.ts';
import { linesOf } from './line-files.ts';

/** A person's key, wrapped by the master key, or when it was destroyed. */
export type KeyRow = {
  readonly subject: string;
  readonly wrapped: Uint8Array | null;
  readonly destroyedAt: string | null;
};

/**
 * The keys of a file, one at a time. Throws at the first line that is not as it was written, or whose key `masterKey`
 * did not wrap; at the end when the file was cut off, and when it has no pepper.
 */
export async function* keysIn(
  path: string,
  { masterKey, logId }: { readonly masterKey: Uint8Array; readonly logId: string },
): AsyncGenerator<KeyRow> {
  let line = 0;
  let previous = '';
  let hasPepper = false;
  let isOver = false;
  for await (const text of linesOf(path)) {
    line += 1;
    const wrong = (why: string) => new Error(`${path}, line ${line}: ${why}`);
    if (isOver) throw wrong('something follows the last line');
    const parsed = objectIn(text);
    if (line === 1) {
      const why = wrongInHeader(parsed, logId);
      if (why !== null) throw wrong(why);
    } else if (has(parsed, 'count')) {
      const count = line - 2;
      if (parsed['count'] !== count)
        throw wrong(`there should be ${String(parsed['count'])} keys, and there are ${count}`);
      isOver = true;
    } else {
      const row = rowIn(parsed);
      if (row === null) throw wrong('this is no key');
      if (row.subject <= previous) throw wrong(`${row.subject} is there twice, or not in order`);
      if (!fits(row, masterKey)) throw wrong('another master key wrapped this key, or the line was altered');
      hasPepper ||= row.subject === pepperSubject && row.wrapped !== null;
      previous = row.subject;
      yield row;
    }
  }
  if (!isOver) throw new Error(`${path} was cut off: its last line, which says how many keys there are, is missing`);
  if (!hasPepper) throw new Error(`${path} has no pepper of the shop: without it no e-mail address is found`);
}

function wrongInHeader(header: Record<string, unknown>, logId: string): string | null {
  if (!has(header, 'format', 'logId', 'version') || header['format'] !== keyFormat) return 'this is no file of keys';
  if (header['version'] !== keyFormatVersion)
    return `the file has format version ${String(header['version'])}, this release reads ${keyFormatVersion}`;
  return header['logId'] === logId ? null : 'these are the keys of another log than that of the events';
}

function rowIn(parsed: Record<string, unknown>): KeyRow | null {
  const { subject, wrapped, destroyedAt } = parsed;
  if (typeof subject !== 'string' || subject === '') return null;
  if (has(parsed, 'subject', 'wrapped') && typeof wrapped === 'string')
    return { subject, wrapped: Buffer.from(wrapped, 'base64url'), destroyedAt: null };
  if (has(parsed, 'destroyedAt', 'subject') && typeof destroyedAt === 'string' && Date.parse(destroyedAt) > 0)
    return { subject, wrapped: null, destroyedAt };
  return null;
}

function fits({ subject, wrapped }: KeyRow, masterKey: Uint8Array): boolean {
  try {
    if (wrapped !== null) unwrapKey(masterKey, subject, wrapped);
    return true;
  } catch {
    return false;
  }
}

/** True when the object has exactly these fields, named here in alphabetical order. */
function has(object: Record<string, unknown>, ...names: readonly string[]): boolean {
  return Object.keys(object).toSorted().join() === names.join();
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
