import { BoundedMap } from '../../../engine/tools/bounded-map.ts';
import type { Position } from '../../../engine/log/position.ts';
import type { ViewDocument } from '../../../engine/projections/ports/view-store.ts';

/** Characters of JSON kept of one build. */
const mostCharacters = 4_000_000;

type Entry = { readonly position: Position; readonly text: string; document: object | null };

/**
 * The documents of a build that were read or written last, as they are in its file: what is asked for often is
 * answered without touching the file. Only the build's own writes change the file, and they go through here.
 */
export class DocumentCache {
  private readonly entries = new BoundedMap<string, Entry>(mostCharacters, ({ text }) => text.length);

  get(id: string): Entry | undefined {
    const entry = this.entries.get(id);
    if (entry !== undefined) this.entries.set(id, entry);
    return entry;
  }

  /** The document for a fold, which never changes what it is given: the very object that was folded last. */
  forFold(id: string): ViewDocument | undefined {
    const entry = this.get(id);
    if (entry === undefined) return undefined;
    entry.document ??= JSON.parse(entry.text) as object;
    return { id, position: entry.position, document: entry.document };
  }

  put(id: string, position: Position, text: string, document: object | null = null): void {
    this.entries.set(id, { position, text, document });
  }

  remove(id: string): void {
    this.entries.delete(id);
  }
}
