import { createHash } from 'node:crypto';
import type { ViewBuild, ViewDocument } from '../ports/view-store.ts';

const modulus = 1n << 256n;

/** Digest of a view without documents. */
const emptyDigest = '0'.repeat(64);

/** The sum of the documents' SHA-256 modulo 2^256: the same in whatever order they come. Tombstones count nothing. */
export function digestOf(documents: Iterable<Pick<ViewDocument, 'id' | 'document'>>): string {
  let sum = 0n;
  for (const { id, document } of documents) if (document !== null) sum += hashOf(id, document);
  return textOf(sum);
}

/** The digest of everything that several digests, no two of them of one id, are of. */
export function addDigests(...digests: readonly string[]): string {
  return textOf(digests.reduce((sum, digest) => sum + BigInt(`0x${digest}`), 0n));
}

/** The digest of what a build really keeps, by reading it all; `except`: but the documents under these ids. */
export async function scanDigest(
  build: Pick<ViewBuild, 'scan'>,
  except: { has(id: string): boolean } = new Set(),
): Promise<string> {
  let digest = emptyDigest;
  let after: string | null = null;
  for (;;) {
    const page: readonly ViewDocument[] = await build.scan(after, 500);
    if (page.length === 0) return digest;
    digest = addDigests(digest, digestOf(page.filter(({ id }) => !except.has(id))));
    after = page.at(-1)!.id;
  }
}

function textOf(sum: bigint): string {
  return (sum % modulus).toString(16).padStart(64, '0');
}

function hashOf(id: string, document: object): bigint {
  const hash = createHash('sha256').update(sortedJson([id, document]));
  return BigInt(`0x${hash.digest('hex')}`);
}

/** One text for equal JSON values, whatever the order of their fields; for values that JSON would drop, the text without. */
function sortedJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  const fields = Object.keys(value)
    .toSorted()
    .filter((field) => (value as Record<string, unknown>)[field] !== undefined)
    .map((field) => `${JSON.stringify(field)}:${sortedJson((value as Record<string, unknown>)[field])}`);
  return `{${fields.join(',')}}`;
}
