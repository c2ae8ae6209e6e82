import type { EmbeddedKeyVault } from '../../adapters/embedded/key-vault/key-vault.ts';
import { writeLines } from './line-files.ts';

export const keyFormat = 'storied-keys';
export const keyFormatVersion = 1;
const page = 500;

/**
 * Writes the vault's keys, wrapped by the master key as they are kept, the tombstones of the erased, and the shop's
 * pepper to a new file that its owner alone can read; its last line says how many. Answers that number.
 */
export async function writeKeyFile(
  path: string,
  vault: Pick<EmbeddedKeyVault, 'rows'>,
  logId: string,
): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    yield lineOf({ format: keyFormat, version: keyFormatVersion, logId });
    for (let after = ''; ;) {
      const rows = await vault.rows(after, page);
      for (const { subject, wrapped, destroyedAt } of rows) {
        const kept = wrapped === null ? { destroyedAt } : { wrapped: Buffer.from(wrapped).toString('base64url') };
        yield lineOf({ subject, ...kept });
        count += 1;
      }
      if (rows.length === 0) break;
      after = rows.at(-1)!.subject;
    }
    yield lineOf({ count });
  }
  await writeLines(path, lines());
  return count;
}

const lineOf = (value: object) => `${JSON.stringify(value)}\n`;
