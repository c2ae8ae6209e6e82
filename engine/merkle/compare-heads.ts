import { wholeLog } from '../broken.ts';
import type { Found } from '../broken.ts';
import type { StoredEvent } from '../event.ts';
import { Frontier } from './frontier.ts';
import { hex } from './hashes.ts';
import { hashOfLeaf, leafOf } from './log-tree.ts';
import { isSigned } from './signed-head.ts';
import type { SignedHead } from './signed-head.ts';
import type { TreeStore } from './tree-store.ts';

const page = 500;

/** Computes the tree's root while the log is read and compares it with every head that was signed. */
export class HeadComparison {
  compared = 0;
  /** A head that was signed for a log of another id; null: none was seen. */
  foreign: SignedHead | null = null;
  private readonly tree = new Frontier();
  private read: SignedHead[] = [];
  private good = 0;
  /** The first event that no good head covers. */
  private first = { stream: wholeLog, revision: 0 };

  private constructor(
    private readonly store: TreeStore,
    private readonly newest: number,
    private readonly publicKey: string | null,
    private readonly logId: string,
    private readonly found: Found,
  ) {}

  static async begin(store: TreeStore, publicKey: string | null, logId: string, found: Found): Promise<HeadComparison> {
    const newest = await store.newestHead();
    const comparison = new HeadComparison(store, newest?.size ?? 0, publicKey, logId, found);
    comparison.named(newest);
    await comparison.readOn(0);
    return comparison;
  }

  async next(event: StoredEvent): Promise<void> {
    const [head] = this.read;
    if (head === undefined) return;
    if (this.tree.size === this.good) this.first = { stream: event.stream, revision: event.revision };
    this.tree.push(hashOfLeaf(leafOf(event)));
    if (head.size !== this.tree.size) return;
    this.named(head);
    const among = head.size - this.good;
    if (!isSigned(head) || (this.publicKey ?? head.publicKey) !== head.publicKey)
      this.found({ ...this.first, reason: 'head-forged', among });
    else if (head.root !== hex(this.tree.root())) this.found({ ...this.first, reason: 'unlike-head', among });
    else this.good = head.size;
    this.compared += 1;
    this.read.shift();
    if (this.read.length === 0) await this.readOn(head.size);
  }

  /** The log has no more events: a head that covers more says that the end is cut off. */
  end(): void {
    const { size } = this.tree;
    if (this.read.length > 0) this.found({ stream: wholeLog, revision: size, reason: 'truncated' });
  }

  private named(head: SignedHead | null): void {
    if (head !== null && head.logId !== this.logId) this.foreign ??= head;
  }

  private async readOn(size: number): Promise<void> {
    this.read = (await this.store.heads(size, page)).filter((head) => head.size <= this.newest);
  }
}
