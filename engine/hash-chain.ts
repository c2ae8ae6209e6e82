import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { NewEvent, StoredEvent, StoredMetadata } from './event.ts';

export type Unhashed = Omit<NewEvent, 'metadata'> & { readonly metadata: Omit<StoredMetadata, 'hash'> };

/**
 * Closes the event with its hash: SHA-256 (hex) over the canonical JSON of the event as stored, with its place.
 * Canonical, because an event store may return parsed JSON and never the bytes it was given.
 */
export function chained(stream: string, revision: number, event: Unhashed): { event: NewEvent; bytes: number } {
  const { id, type, data, metadata } = event;
  const text = canonicalJson({ stream, revision, id, type, data, metadata });
  const hash = createHash('sha256').update(text).digest('hex');
  return { event: { id, type, data, metadata: { ...metadata, hash } }, bytes: Buffer.byteLength(text) };
}

/** True when the event still has the hash that its content and its place in its stream give. */
export function isIntact(stored: StoredEvent): boolean {
  try {
    const { hash, ...metadata } = stored.metadata;
    return chained(stored.stream, stored.revision, { ...stored, metadata }).event.metadata.hash === hash;
  } catch {
    return false;
  }
}
