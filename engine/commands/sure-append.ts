import type { AppendResult, EventStore } from '../log/event-store.ts';
import { OutcomeUnknown, StoreUnavailable } from '../log/event-store.ts';
import type { NewEvent } from '../log/event.ts';
import { retry } from '../tools/retry.ts';

const resends = 6;

/** Between two attempts to get a batch into a stream. */
export const appendBackOff = { firstMs: 2, mostMs: 200 };

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
  const doubts: OutcomeUnknown[] = [];
  const failed = (error: unknown, failures: number) => {
    if (error instanceof OutcomeUnknown) doubts.push(error);
    // Refusing a resend says nothing of what was sent before.
    if (doubts.length === 0 || !(error instanceof OutcomeUnknown || error instanceof StoreUnavailable)) throw error;
    if (failures > resends) throw doubts.at(-1)!;
  };
  const append = () => store.append(stream, expectedRevision, events);
  const result = await retry(append, { backOff: appendBackOff, failed });
  return { result, doubtful: doubts.length > 0 };
}
