import type { Found } from '../broken.ts';
import type { StoredEvent } from '../../log/event.ts';
import type { Leaf, TreeStore } from '../tree/tree-store.ts';
import { isAfter } from '../../log/position.ts';

const page = 1_000;

/** True when the log has this event, wherever it stands. */
export type Has = (stream: string, revision: number, hash: string) => Promise<boolean>;

/** Walks along the kept leaves while the log is read, and names every event that is not where they say. */
export class TreeComparison {
  private read: readonly Leaf[] = [];
  private readFrom = 0;
  private index = 0;

  private constructor(
    private readonly store: TreeStore,
    readonly size: number,
    private readonly has: Has,
    private readonly found: Found,
  ) {}

  static async begin(store: TreeStore, has: Has, found: Found): Promise<TreeComparison> {
    return new TreeComparison(store, (await store.end()).size, has, found);
  }

  async next(event: StoredEvent): Promise<void> {
    let leaf = await this.leaf();
    while (leaf !== null && isAfter(event.position, leaf.position)) {
      await this.gone(leaf);
      leaf = await this.following();
    }
    const { stream, revision } = event;
    if (leaf === null) {
      if (this.index < this.size) this.found({ stream, revision, reason: 'leaf-missing' });
      this.index += 1;
      return;
    }
    if (isAfter(leaf.position, event.position)) return this.found({ stream, revision, reason: 'inserted' });
    this.index += 1;
    if (leaf.stream !== stream || leaf.revision !== revision) await this.gone(leaf);
    else if (leaf.hash !== event.metadata.hash) this.found({ stream, revision, reason: 'altered' });
  }

  /** The log has no more events: a leaf that is left says what is cut off. */
  async end(): Promise<void> {
    let leaf = await this.leaf();
    while (leaf === null && this.index < this.size) leaf = await this.following();
    if (leaf !== null) this.found({ stream: leaf.stream, revision: leaf.revision, reason: 'truncated' });
  }

  private async gone({ stream, revision, hash }: Leaf): Promise<void> {
    this.found({ stream, revision, reason: (await this.has(stream, revision, hash)) ? 'reordered' : 'missing' });
  }

  private following(): Promise<Leaf | null> {
    this.index += 1;
    return this.leaf();
  }

  /** Null after the last one, and where one is missing. */
  private async leaf(): Promise<Leaf | null> {
    if (this.index >= this.size) return null;
    if (this.index >= this.readFrom + this.read.length) {
      this.readFrom = this.index;
      this.read = await this.store.leaves(this.index, page);
    }
    return this.read[this.index - this.readFrom] ?? null;
  }
}
