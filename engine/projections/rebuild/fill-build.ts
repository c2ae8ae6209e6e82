import { isOfThisLog } from '../../feed/checkpoint.ts';
import type { EventStore } from '../../log/event-store.ts';
import { failpoint } from '../../tools/failpoint.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import type { ViewBuild } from '../ports/view-store.ts';
import type { Parking } from '../builds/parking.ts';
import { reachedBy, type Reached } from '../builds/reached.ts';
import type { Folded, FoldsShare } from '../folding/share-fold.ts';

/** A backlog of no more events than this is left to the feeder that takes over. */
const nearlyThere = 1_000;

type BuildFilling = {
  readonly build: ViewBuild;
  readonly parking: Pick<Parking, 'park'>;
  /** Together they fold every key. */
  readonly shares: readonly FoldsShare[];
  readonly log: Pick<EventStore, 'head' | 'logId' | 'eventAt'>;
  readonly signal: AbortSignal;
  /** Is told at first and after every batch how many events are done; the next one begins when it answers. */
  readonly progress: (events: number) => Promise<void>;
};

/**
 * Brings a build from its checkpoint near to the log's head: all shares fold the next batch while the one before is
 * written, the documents first, then the checkpoint. Throws when the build belongs to another log, or the signal's reason.
 */
export async function fillBuild(filling: BuildFilling): Promise<void> {
  let reached = await reachedBy(filling.build, filling.log);
  if (!(await isOfThisLog(filling.log, reached))) throw new Error('It was begun on another log');
  await filling.progress(reached.events);
  for (;;) {
    const head = await filling.log.head();
    if (head === null) return;
    const before = reached.events;
    reached = await fillUpTo(head, reached, filling);
    if (reached.events - before <= nearlyThere) return;
  }
}

async function fillUpTo(head: Position, from: Reached, filling: BuildFilling): Promise<Reached> {
  const { build, parking, shares, signal, progress } = filling;
  const foldAfter = (position: Position | null): Promise<readonly Folded[]> => {
    const folded = Promise.all(shares.map((share) => share.fold(position, head)));
    // Nobody waits for a batch when the one before it cannot be written.
    folded.catch(() => undefined);
    return folded;
  };
  let reached = from;
  for (let folding = foldAfter(from.position); ;) {
    const parts = await folding;
    signal.throwIfAborted();
    const { last, events } = parts[0]!;
    if (last === null) return reached;
    const isLast = reaches(last.position, head);
    if (!isLast) folding = foldAfter(last.position);
    for (const poison of parts.flatMap((part) => part.poison)) await parking.park(poison);
    const checkpoint = {
      ...reached,
      position: last.position,
      eventId: last.id,
      events: reached.events + events,
    };
    failpoint('rebuild:before-checkpoint');
    await build.write(
      parts.flatMap(({ documents }) => documents),
      checkpoint,
    );
    for (const share of shares) share.saved(last.position);
    reached = checkpoint;
    await progress(reached.events);
    if (isLast) return reached;
  }
}
