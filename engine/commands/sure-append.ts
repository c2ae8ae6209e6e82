import type { AppendResult, EventStore } from '../log/event-store.ts';
import { OutcomeUnknown, StoreUnavailable } from '../log/event-store.ts';
import type { NewEvent } from '../log/event.ts';

const resends = 6;

/**
 * Appends, and resends the identical batch while the store does not say what became of it. `doubtful`: it was sent
 * more than once, so that a conflict may be with itself. Throws OutcomeUnknown when no answer comes at all.
 */
export async function appendSurely(
  store: EventStore,
  stream: string,
  expectedRevision: number,
  events: readonly NewEvent[],
): Promise<{ readonly result: AppendResult; readonly doubtful: boolean }> {
  let doubt: OutcomeUnknown | null = null;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return { result: await store.append(stream, expectedRevision, events), doubtful: doubt !== null };
    } catch (error) {
      if (error instanceof OutcomeUnknown) doubt = error;
      // Refusing a resend says nothing of what was sent before.
      if (doubt === null || !(error instanceof OutcomeUnknown || error instanceof StoreUnavailable)) throw error;
      if (attempt >= resends) throw doubt;
      await pause(attempt);
    }
  }
}

/** Waits a random while that grows with the attempts, at most 200 ms. */
export function pause(attempt: number): Promise<void> {
  const most = Math.min(200, 2 ** (attempt + 1));
  return new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}
