import fc from 'fast-check';
import type { ViewBuild, ViewDocument, ViewStore } from '../../engine/projections/ports/view-store.ts';
import { RoughBuild } from './view-build.ts';

/** A build that is written in another way. */
export function writingBy(kept: ViewBuild, write: ViewBuild['write']): ViewBuild {
  return {
    name: kept.name,
    build: kept.build,
    checkpoint: () => kept.checkpoint(),
    load: (ids) => kept.load(ids),
    idsWith: (field, value) => kept.idsWith(field, value),
    scan: (after, limit) => kept.scan(after, limit),
    write,
  };
}

/** Writes documents without the checkpoint that covers them. A store that never does so gets them with the one before. */
export async function tear(build: ViewBuild, documents: readonly ViewDocument[]): Promise<void> {
  if (build instanceof RoughBuild) return build.writeDocuments(documents);
  const before = await build.checkpoint();
  if (before !== null) await build.write(documents, before);
}

/** Which documents a torn write leaves: none, all or any of them. */
export const aRemnant: fc.Arbitrary<(at: number) => boolean> = fc
  .oneof(fc.constantFrom(0, 0xffff), fc.nat(0xffff))
  .map((bits) => (at) => ((bits >> (at % 16)) & 1) === 1);

/**
 * Has a store give builds whose every batch tears at first: every other document of it, or all of them, are written,
 * and then it fails. `torn`: where that has happened.
 */
export function makeTearing(views: ViewStore, torn: Set<string>): void {
  const open = views.open.bind(views);
  views.open = async (projection, build) => {
    const kept = await open(projection, build);
    return writingBy(kept, async (documents, checkpoint) => {
      const place = `${kept.name}@${kept.build} at ${checkpoint.position}`;
      const isSound = documents.length === 0 || torn.has(place);
      torn.add(place);
      if (isSound) return kept.write(documents, checkpoint);
      const all = torn.size % 2 === 0;
      await tear(
        kept,
        documents.filter((_, at) => all || at % 2 === 0),
      );
      throw new Error('The write was torn');
    });
  };
}
