import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files anywhere under a folder in which one of the texts stands, byte by byte as UTF-8. */
export function filesNaming(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) => {
      const bytes = contentOf(file);
      const found = texts.filter((text) => bytes.includes(text));
      return found.length === 0 ? [] : [`${file}: ${found.join(', ')}`];
    });
}

/** Empty for one that was removed meanwhile. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
