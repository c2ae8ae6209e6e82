import type { ViewBuild } from '../../engine/projections/ports/view-store.ts';

export const dead = 'The process is dead';

/** The build of a process that dies at a write: that write is lost whole, and nothing is written after. */
export function mortal(kept: ViewBuild, life: { writesLeft: number }): ViewBuild {
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
