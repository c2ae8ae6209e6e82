import { ParkedKeys } from '../../../engine/projections/folding/parked-keys.ts';
import type { Parked } from './protocol.ts';

/** What a fold must leave alone. */
export function parkedKeysOf({ parked, discarded }: Parked): ParkedKeys {
  const keys = new ParkedKeys();
  for (const entry of parked) keys.add(entry, entry.key);
  for (const [eventId, key] of discarded) keys.discard(eventId, key);
  return keys;
}
