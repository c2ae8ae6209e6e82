import type { StoredEvent } from '../../engine/log/event.ts';

/** Whose erasure an event records, and when; null for all other events. */
export function erasureIn({
  type,
  stream,
  metadata,
}: StoredEvent): { readonly subject: string; readonly at: string } | null {
  if (type !== 'UserErased' && type !== 'UserKeyDestroyed') return null;
  return { subject: stream.slice('user-'.length), at: metadata.time };
}
