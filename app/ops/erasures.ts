import type { StoredEvent } from '../../engine/log/event.ts';
import type { EventStore } from '../../engine/log/event-store.ts';
import type { KeyVault } from '../../engine/log/key-vault.ts';
import { eventsOfLog } from '../../engine/transfer/event-lines.ts';

/** Whose erasure an event records, and when; null for all other events. */
export function erasureIn({
  type,
  stream,
  metadata,
}: StoredEvent): { readonly subject: string; readonly at: string } | null {
  if (type !== 'UserErased' && type !== 'UserKeyDestroyed') return null;
  return { subject: stream.slice('user-'.length), at: metadata.time };
}

/** Destroys the key of everybody whom the log says erased: an older vault may still have it. Answers how many it had. */
export async function eraseAgain(store: EventStore, vault: KeyVault): Promise<number> {
  const head = await store.head();
  if (head === null) return 0;
  let revived = 0;
  for await (const event of eventsOfLog(store, head)) {
    const erasure = erasureIn(event);
    if (erasure === null) continue;
    const { status } = await vault.find(erasure.subject);
    if (status === 'destroyed') continue;
    if (status === 'key') revived += 1;
    await vault.destroy(erasure.subject, erasure.at);
  }
  return revived;
}
