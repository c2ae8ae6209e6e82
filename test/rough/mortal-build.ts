import type { ViewBuild, ViewStore } from '../../engine/projections/ports/view-store.ts';
import { tear, writingBy } from './torn-build.ts';

export const dead = 'The process is dead';

/**
 * How many writes a process has left; below none it is dead. `leaves`: which documents of the write that it died at are
 * kept, by their place in it; none when absent.
 */
export type Life = { writesLeft: number; readonly leaves?: (at: number) => boolean };

/** Has a store give builds of a process that dies at a write. */
export function makeMortal(views: ViewStore, life: Life): void {
  const open = views.open.bind(views);
  views.open = async (projection, build) => mortal(await open(projection, build), life);
}

/** The build of a process that dies at a write, before its checkpoint; nothing is written after. */
export function mortal(kept: ViewBuild, life: Life): ViewBuild {
  return writingBy(kept, async (documents, checkpoint) => {
    life.writesLeft -= 1;
    if (life.writesLeft >= 0) return kept.write(documents, checkpoint);
    const { leaves } = life;
    if (life.writesLeft === -1 && leaves) {
      await tear(
        kept,
        documents.filter((_, at) => leaves(at)),
      );
    }
    throw new Error(dead);
  });
}
