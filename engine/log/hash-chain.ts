import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { NewEvent, StoredEvent, StoredMetadata } from './event.ts';
import { noStream } from './event-store.ts';

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
  if (stored.unreadable || stored.rewritten) return false;
  try {
    const { hash, ...metadata } = stored.metadata;
    return chained(stored.stream, stored.revision, { ...stored, metadata }).event.metadata.hash === hash;
  } catch {
    return false;
  }
}

/** Where a stream's chain has come to. */
export type Link = { readonly revision: number; readonly hash: string | null };
export const chainStart: Link = { revision: noStream, hash: null };

export function linkOf(event: StoredEvent): Link {
  return { revision: event.revision, hash: event.metadata.hash };
}

export type ChainFlaw =
  /** The event is not what its own hash says. */
  | 'altered'
  /** It does not follow the event before it: that one was replaced, or both were swapped. */
  | 'chain-broken'
  /** A revision is missing or comes twice. */
  | 'revision-gap';

/** Why an event does not continue the chain; null when it does. */
export function brokenAt(before: Link, event: StoredEvent): ChainFlaw | null {
  if (event.revision !== before.revision + 1) return 'revision-gap';
  if (!isIntact(event)) return 'altered';
  return event.metadata.previousHash === before.hash ? null : 'chain-broken';
}
