import { wholeLog } from '../broken.ts';
import type { Found } from '../broken.ts';
import type { StoredEvent } from '../../log/event.ts';
import { Frontier } from '../tree/frontier.ts';
import { hex } from '../tree/hashes.ts';
import { hashOfLeaf, leafOf } from '../tree/log-tree.ts';
import { isSigned } from '../heads/signed-head.ts';
import type { SignedHead } from '../heads/signed-head.ts';
import type { TreeStore } from '../tree/tree-store.ts';

const page = 500;

type HeadsToCompare = {
  /** Null: there is no tree, only the witness. */
  readonly trees: TreeStore | null;
  /** The newest head as it is known apart from the tree. */
  readonly witness: SignedHead | null;
  readonly logId: string;
  /** The keys that may have signed; null: any. */
  readonly trusted: ReadonlySet<string> | null;
};

/** Computes the tree's root while the log is read and compares it with every head that was signed. */
export class HeadComparison {
  compared = 0;
  /** A head that was signed for a log of another id; null: none was seen. */
  foreign: SignedHead | null = null;
  /** The newest head that the log fits. */
  fitting: SignedHead | null = null;
  /** Of each key that is not trusted, the newest head that it signed. */
  readonly byOthers = new Map<string, SignedHead>();
  private readonly tree = new Frontier();
  private read: SignedHead[] = [];
  private good = 0;
  /** The first event that no good head covers. */
  private first = { stream: wholeLog, revision: 0 };

  private constructor(
    private readonly heads: HeadsToCompare,
    private readonly newest: number,
    private readonly found: Found,
  ) {}

  static async begin(heads: HeadsToCompare, found: Found): Promise<HeadComparison> {
    const newest = (await heads.trees?.newestHead()) ?? null;
    const comparison = new HeadComparison(heads, newest?.size ?? 0, found);
    comparison.named(newest);
    comparison.named(heads.witness);
    await comparison.readOn(0);
    return comparison;
  }

  async next(event: StoredEvent): Promise<void> {
    if (this.read.length === 0) return;
    if (this.tree.size === this.good) this.first = { stream: event.stream, revision: event.revision };
    this.tree.push(hashOfLeaf(leafOf(event)));
    const { size } = this.tree;
    for (let [head] = this.read; head?.size === size; [head] = this.read) {
      this.compare(head);
      this.read.shift();
      if (this.read.length === 0) await this.readOn(size);
    }
  }

  /** The log has no more events: a head that covers more says that the end is cut off. */
  end(): void {
    const { size } = this.tree;
    if (this.read.length > 0) this.found({ stream: wholeLog, revision: size, reason: 'truncated' });
  }

  private compare(head: SignedHead): void {
    this.named(head);
    this.compared += 1;
    const among = head.size - this.good;
    if (!isSigned(head)) return this.found({ ...this.first, reason: 'head-forged', among });
    if (head.root !== hex(this.tree.root())) return this.found({ ...this.first, reason: 'unlike-head', among });
    if (!(this.heads.trusted?.has(head.publicKey) ?? true)) return void this.byOthers.set(head.publicKey, head);
    this.good = head.size;
    this.fitting = head;
  }

  private named(head: SignedHead | null): void {
    if (head !== null && head.logId !== this.heads.logId) this.foreign ??= head;
  }

  private async readOn(size: number): Promise<void> {
    const { trees, witness } = this.heads;
    const some = (await trees?.heads(size, page)) ?? [];
    this.read = some.filter((head) => head.size <= this.newest);
    if (witness === null || witness.size <= size) return;
    const isAmongLater = some.length === page && witness.size > some.at(-1)!.size;
    const isKnown = this.read.some(({ signature }) => signature === witness.signature);
    if (!isAmongLater && !isKnown) this.read = [...this.read, witness].toSorted((one, other) => one.size - other.size);
  }
}
