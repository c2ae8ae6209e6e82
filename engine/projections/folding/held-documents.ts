import type { ViewBuild, ViewDocument } from '../ports/view-store.ts';
import type { Documents } from './fold.ts';
import { textAt } from './value-at.ts';

/** Where a fold finds what its keys came to before. */
export type DocumentSource = Pick<ViewBuild, 'load' | 'idsWith'>;

/** Documents that are kept in memory from one batch to the next. */
export class HeldDocuments implements DocumentSource {
  constructor(readonly held: Documents = new Map()) {}

  async load(ids: readonly string[]): Promise<Documents> {
    const loaded: Documents = new Map();
    for (const id of ids) {
      const document = this.held.get(id);
      if (document !== undefined) loaded.set(id, document);
    }
    return loaded;
  }

  async idsWith(field: string, value: string): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { id, document } of this.held.values()) {
      if (document !== null && textAt(document, field) === value) found.push(id);
    }
    return found;
  }

  keep(documents: readonly ViewDocument[]): void {
    for (const document of documents) this.held.set(document.id, document);
  }
}
