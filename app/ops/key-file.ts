import { open } from 'node:fs/promises';
import type { EmbeddedKeyVault } from '../../adapters/embedded/key-vault/key-vault.ts';
import { linesOf, writeLines } from './line-files.ts';

const format = 'storied-keys';
const version = 1;
const page = 500;

type KeyLine = { readonly subject: string; readonly wrapped?: string; readonly destroyedAt?: string };

/**
 * Writes the vault's keys, wrapped by the master key as they are kept, the tombstones of the erased, and the shop's
 * pepper to a new file that its owner alone can read. Answers how many lines there are.
 */
export async function writeKeyFile(path: string, vault: EmbeddedKeyVault): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ format, version })}\n`;
    for (let after = ''; ;) {
      const rows = await vault.rows(after, page);
      for (const { subject, wrapped, destroyedAt } of rows) {
        const kept = wrapped === null ? { destroyedAt } : { wrapped: Buffer.from(wrapped).toString('base64url') };
        yield `${JSON.stringify({ subject, ...kept })}\n`;
        count += 1;
      }
      if (rows.length === 0) return;
      after = rows.at(-1)!.subject;
    }
  }
  await writeLines(path, lines());
  return count;
}

/**
 * Takes the keys of a file into the vault, but tombstones for those who are erased by now. Throws WrongMasterKey at the
 * first key that this shop's master key did not wrap.
 */
export async function readKeyFile(
  path: string,
  vault: EmbeddedKeyVault,
  erased: ReadonlyMap<string, string>,
): Promise<number> {
  let count = -1;
  for await (const line of linesOf(path)) {
    const parsed = JSON.parse(line) as Partial<KeyLine> & { readonly format?: string; readonly version?: number };
    if (count === -1 && (parsed.format !== format || parsed.version !== version)) {
      throw new Error(`${path} is no file of keys that this release reads`);
    }
    count += 1;
    if (parsed.subject === undefined) continue;
    const destroyedAt = erased.get(parsed.subject) ?? parsed.destroyedAt ?? null;
    const wrapped = destroyedAt === null ? Buffer.from(parsed.wrapped ?? '', 'base64url') : null;
    await vault.adopt({ subject: parsed.subject, wrapped, destroyedAt });
  }
  return count;
}

/** Throws unless the file can be read and its keys were wrapped by this vault's master key. */
export async function checkKeyFile(path: string, vault: EmbeddedKeyVault): Promise<void> {
  await (await open(path, 'r')).close();
  for await (const line of linesOf(path)) {
    const { subject, wrapped } = JSON.parse(line) as Partial<KeyLine>;
    if (subject === undefined || wrapped === undefined) continue;
    vault.fits({ subject, wrapped: Buffer.from(wrapped, 'base64url'), destroyedAt: null });
    return;
  }
}
