import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import type { ViewDocument } from '../ports/view-store.ts';
import type { Documents } from './fold.ts';
import { HeldDocuments, type DocumentSource } from './held-documents.ts';

/** The documents of a build, with those that are on their way into it. */
export class UnsavedDocuments implements DocumentSource {
  readonly unsaved: Documents = new Map();
  private readonly ahead = new HeldDocuments(this.unsaved);

  constructor(private readonly build: DocumentSource) {}

  async load(ids: readonly string[]): Promise<Documents> {
    // Taken first: what is being saved meanwhile would be found neither here nor in what is loaded.
    const unsaved = await this.ahead.load(ids);
    const loaded = await this.build.load(ids.filter((id) => !unsaved.has(id)));
    return new Map([...loaded, ...unsaved]);
  }

  async idsWith(field: string, value: string): Promise<readonly string[]> {
    const unsaved = await this.ahead.idsWith(field, value);
    return [...unsaved, ...(await this.build.idsWith(field, value))];
  }

  keep(documents: readonly ViewDocument[]): void {
    this.ahead.keep(documents);
  }

  /** Everything up to the position is in the build. */
  saved(position: Position): void {
    for (const [id, document] of this.unsaved) if (reaches(position, document.position)) this.unsaved.delete(id);
  }
}
