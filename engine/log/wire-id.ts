import type { NewEvent } from './event.ts';
import { derivedId } from './ids.ts';

/**
 * The UUID by which a store tells a repeated append. It derives from the event's hash, which covers every byte and the
 * place: two drafts of one command have the same event ids, but other wire ids as soon as a time or a ciphertext differs.
 */
export function wireIdOf(event: Pick<NewEvent, 'metadata'>): string {
  return derivedId('wire', event.metadata.hash);
}
