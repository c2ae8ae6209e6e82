import { createHash } from 'node:crypto';
import type { ViewBuild, ViewDocument } from '../ports/view-store.ts';

const modulus = 1n << 256n;

/** Digest of a view without documents. */
export const emptyDigest = '0'.repeat(64);

/**
 * The digest after one document was replaced (null: it was, or is, not there): the sum of all documents' SHA-256
 * modulo 2^256, which is the same in whatever order the documents came.
 */
export function replaceInDigest(digest: string, id: string, before: object | null, after: object | null): string {
  let sum = BigInt(`0x${digest}`);
  if (before !== null) sum += modulus - hashOf(id, before);
  if (after !== null) sum += hashOf(id, after);
  return (sum % modulus).toString(16).padStart(64, '0');
}

/** The digest after these documents took the place of what was under their ids. */
export function digestAfter(
  digest: string,
  before: ReadonlyMap<string, ViewDocument>,
  written: readonly ViewDocument[],
): string {
  return written.reduce(
    (sum, { id, document }) => replaceInDigest(sum, id, before.get(id)?.document ?? null, document),
    digest,
  );
}

/** The digest of everything that several digests, no two of them of one id, are of. */
export function addDigests(...digests: readonly string[]): string {
  const sum = digests.reduce((total, digest) => total + BigInt(`0x${digest}`), 0n);
  return (sum % modulus).toString(16).padStart(64, '0');
}

/** The digest of what a build really keeps, by reading it all: an altered document shows. */
export async function scanDigest(build: Pick<ViewBuild, 'scan'>): Promise<string> {
  let digest = emptyDigest;
  let after: string | null = null;
  for (;;) {
    const page: readonly ViewDocument[] = await build.scan(after, 500);
    for (const { id, document } of page) digest = replaceInDigest(digest, id, null, document);
    if (page.length === 0) return digest;
    after = page.at(-1)!.id;
  }
}

/** Folds never change a document: what was written is hashed once, and not again when it is replaced. */
const hashes = new WeakMap<object, { readonly id: string; readonly hash: bigint }>();

function hashOf(id: string, document: object): bigint {
  const known = hashes.get(document);
  if (known?.id === id) return known.hash;
  const hex = createHash('sha256')
    .update(sortedJson([id, document]))
    .digest('hex');
  const hash = BigInt(`0x${hex}`);
  hashes.set(document, { id, hash });
  return hash;
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
