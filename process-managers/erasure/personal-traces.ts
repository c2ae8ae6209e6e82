import type { SnapshotStore } from '../../engine/stores/snapshot-store.ts';
import type { EventStore } from '../../engine/log/event-store.ts';
import type { KeyVault } from '../../engine/log/key-vault.ts';
import type { Position } from '../../engine/log/position.ts';
import type { ParkedEvents } from '../../engine/feed/parked-events.ts';
import type { Clock } from '../../engine/tools/clock.ts';

const viewsWaitMs = 5_000;
const unquoted = 'It told of somebody who was erased.';

/** What is kept of persons beside the log. Each is safe to repeat. */
export type PersonalTraces = {
  /** Ends sessions and access tokens, from now on and for whoever is just being let in. */
  endAccess(userId: string): Promise<void>;
  /** Destroys the person's key in the vault. What is in memory goes when the log says so, 30 s later at most. */
  destroyKey(userId: string): Promise<void>;
  /** Drops answers kept for retries of the person's requests. */
  forgetAnswers(userId: string): Promise<void>;
  /** Drops copies of what was folded or parked: snapshots, errors that may quote. */
  forgetCopies(userId: string): Promise<void>;
  /** What was deleted beside the views is in no file any more. */
  truncateLogs(): Promise<void>;
  /** No build of any view keeps anything of a person erased at a position. Throws when it must be tried again. */
  clearViews(userId: string, position: Position): Promise<void>;
};

export type TracesDeps = {
  readonly keyVault: Pick<KeyVault, 'destroy'>;
  readonly eventStore: Pick<EventStore, 'eventAt' | 'readStream'>;
  readonly snapshots: Pick<SnapshotStore, 'delete'>;
  readonly parkedEvents: Pick<ParkedEvents, 'list' | 'park'>;
  readonly projections: { everyBuildForgets(userId: string, position: Position, waitMs: number): Promise<boolean> };
  /** What was deleted is in no file of the views any more. */
  readonly truncateViewLogs: () => Promise<void>;
  readonly truncateLogs: () => Promise<void>;
  readonly clock: Clock;
} & KeptByTheShell;

/** What those keep of persons who let them in and answer them. */
export type KeptByTheShell = {
  readonly endAccess: (userId: string) => Promise<void>;
  /** `registrationId`: the command that registered the person; null when nobody knows. */
  readonly forgetAnswers: (userId: string, registrationId: string | null) => Promise<void>;
};

export function personalTraces(deps: TracesDeps): PersonalTraces {
  const { keyVault, eventStore, snapshots, parkedEvents, projections, clock } = deps;
  /** Texts of parked events may quote what they tell of. True when there were any. */
  const unquote = async (userId: string): Promise<boolean> => {
    let found = false;
    for (let after: string | undefined; ;) {
      const page = await parkedEvents.list(500, after);
      for (const parked of page) {
        if (parked.error === unquoted) continue;
        const event = await eventStore.eventAt(parked.position);
        if (event?.metadata.subject !== userId) continue;
        await parkedEvents.park({ ...parked, error: unquoted });
        found = true;
      }
      if (page.length === 0) return found;
      after = page.at(-1)!.id;
    }
  };
  return {
    endAccess: deps.endAccess,
    async destroyKey(userId) {
      await keyVault.destroy(userId, clock());
    },
    async forgetAnswers(userId) {
      const [registered] = await eventStore.readStream(`user-${userId}`, 0, 1);
      await deps.forgetAnswers(userId, registered?.metadata.causationId ?? null);
    },
    async forgetCopies(userId) {
      // Those of orders are sealed with the key that is destroyed.
      await snapshots.delete(`user-${userId}`);
      await unquote(userId);
    },
    async clearViews(userId, position) {
      if (!(await projections.everyBuildForgets(userId, position, viewsWaitMs))) {
        throw new Error('A view still has to forget somebody who was erased');
      }
      // A fold that was under way when the copies went may have parked an event since.
      if (await unquote(userId)) await deps.truncateLogs();
      await deps.truncateViewLogs();
    },
    truncateLogs: deps.truncateLogs,
  };
}
