import type { Checkpoint, ViewBuild, ViewDocument } from '../../engine/projections/ports/view-store.ts';
import { yieldTurn } from '../../engine/tools/yield-turn.ts';
import type { SearchFields } from '../../engine/projections/projection.ts';
import { compareScalars, scalarAt } from './view-semantics.ts';
import { isAfter, reaches } from '../../engine/log/position.ts';

/** What outlives the store of a build. */
export type KeptBuild = {
  readonly documents: Map<string, ViewDocument>;
  checkpoint: Checkpoint | null;
  readonly search: SearchFields | undefined;
};

export const emptyBuild = (search: SearchFields | undefined): KeptBuild => ({
  documents: new Map(),
  checkpoint: null,
  search,
});

/** A build as long as its store is open. */
export class RoughBuild implements ViewBuild {
  constructor(
    readonly name: string,
    readonly build: string,
    readonly kept: KeptBuild,
    private readonly isClosed: () => boolean,
  ) {}

  async checkpoint(): Promise<Checkpoint | null> {
    return this.kept.checkpoint;
  }

  async load(ids: readonly string[]): Promise<ReadonlyMap<string, ViewDocument>> {
    return new Map(
      ids.flatMap((id) => {
        const found = this.kept.documents.get(id);
        return found === undefined ? [] : [[id, found] as const];
      }),
    );
  }

  async idsWith(field: string, value: string): Promise<readonly string[]> {
    return this.live().flatMap(({ id, document }) => (scalarAt(document!, field) === value ? [id] : []));
  }

  async write(documents: readonly ViewDocument[], checkpoint: Checkpoint): Promise<void> {
    await this.writeDocuments(documents);
    await yieldTurn();
    this.kept.checkpoint = checkpoint;
  }

  /** What a process that dies before the checkpoint leaves. */
  async writeDocuments(documents: readonly ViewDocument[]): Promise<void> {
    if (this.isClosed()) throw new Error(`The store of ${this.name}@${this.build} is closed.`);
    const before = this.kept.checkpoint?.position ?? null;
    for (const { id, document, position, replaces } of documents) {
      const kept = this.kept.documents.get(id)?.position ?? position;
      if (isAfter(kept, position) && kept !== replaces) continue;
      const copy = document === null ? null : (JSON.parse(JSON.stringify(document)) as object);
      this.kept.documents.set(id, { id, document: copy, position });
    }
    for (const [id, kept] of this.kept.documents) {
      if (kept.document === null && reaches(before, kept.position)) this.kept.documents.delete(id);
    }
  }

  async scan(afterId: string | null, limit: number): Promise<readonly ViewDocument[]> {
    return this.live()
      .filter(({ id }) => afterId === null || compareScalars(id, afterId) > 0)
      .toSorted((left, right) => compareScalars(left.id, right.id))
      .slice(0, limit);
  }

  live(): ViewDocument[] {
    return [...this.kept.documents.values()].filter(({ document }) => document !== null);
  }
}
