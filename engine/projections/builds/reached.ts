import type { EventStore } from '../../log/event-store.ts';
import type { Position } from '../../log/position.ts';
import type { Checkpoint, ViewBuild } from '../ports/view-store.ts';

/** How far a build has come; `position` null: nowhere yet. */
export type Reached = Omit<Checkpoint, 'position'> & { readonly position: Position | null };

/** What a build says of itself, whichever log it was begun on; one that says nothing begins on this one. */
export async function reachedBy(
  build: Pick<ViewBuild, 'checkpoint'>,
  log: Pick<EventStore, 'logId'>,
): Promise<Reached> {
  const saved = await build.checkpoint();
  return saved ?? { position: null, eventId: '', logId: await log.logId(), events: 0 };
}
