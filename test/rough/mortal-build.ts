import type { ViewBuild, ViewStore } from '../../engine/projections/ports/view-store.ts';

export const dead = 'The process is dead';

/** How many writes a process has left; below none it is dead. */
export type Life = { writesLeft: number };

/** Has a store give builds of a process that dies at a write. */
export function makeMortal(views: ViewStore, life: Life): void {
  const open = views.open.bind(views);
  views.open = async (projection, build) => mortal(await open(projection, build), life);
}

/** The build of a process that dies at a write: that write is lost whole, and nothing is written after. */
export function mortal(kept: ViewBuild, life: Life): ViewBuild {
  return {
    name: kept.name,
    build: kept.build,
    checkpoint: () => kept.checkpoint(),
    load: (ids) => kept.load(ids),
    idsWith: (field, value) => kept.idsWith(field, value),
    scan: (after, limit) => kept.scan(after, limit),
    write: async (documents, checkpoint) => {
      life.writesLeft -= 1;
      if (life.writesLeft < 0) throw new Error(dead);
      await kept.write(documents, checkpoint);
    },
  };
}
