import type { SignedHead } from '../heads/signed-head.ts';
import type { EventStore } from '../../log/event-store.ts';
import type { Position } from '../../log/position.ts';
import { yieldTurn } from '../../tools/yield-turn.ts';
import type { Report } from '../../tools/report.ts';
import type { Frontier } from './frontier.ts';
import { hex } from './hashes.ts';
import { blocksAmong, hashOfLeaf, leafOf } from './log-tree.ts';
import { frontierOf, LogUnlikeTree, type Resumed } from './resume-tree.ts';
import type { TreeStore } from './tree-store.ts';
import { nextEvents } from '../../log/reading-on.ts';

export type GrowingTreeParts = { readonly store: EventStore; readonly trees: TreeStore; readonly log?: Report };

const page = 1_000;

/** The kept tree at its end: takes in what the log has, never more. */
export class GrowingTree {
  private tree: Frontier;
  private end: Position | null;
  /** The head that the log must still be found to fit: that of a tree which was cut, or lost. */
  private expected: SignedHead | null;
  private isUncertain = false;

  constructor(
    private readonly parts: GrowingTreeParts,
    { tree, last, newest }: Resumed,
  ) {
    this.tree = tree;
    this.end = last;
    this.expected = newest !== null && newest.size > tree.size ? newest : null;
  }

  get size(): number {
    return this.tree.size;
  }

  /** The position of its last event. */
  get last(): Position | null {
    return this.end;
  }

  /** A head was signed of a larger one. */
  get isCut(): boolean {
    return this.expected !== null;
  }

  root(): string {
    return hex(this.tree.root());
  }

  /** After a write of which nobody knows whether it was done: looks at what is kept before it goes on. */
  doubt(): void {
    this.isUncertain = true;
  }

  /** Throws LogUnlikeTree when the log does not fit the head of a tree that was cut. */
  async catchUp(): Promise<void> {
    const { store, trees, log } = this.parts;
    if (this.isUncertain) await this.goBackToWhatIsKept();
    for (;;) {
      const { size } = this.tree;
      const { expected } = this;
      const events = await nextEvents(store, this.end, expected === null ? page : Math.min(page, expected.size - size));
      if (events.length === 0) break;
      const leaves = events.map(leafOf);
      const blocks = leaves.flatMap((leaf) => blocksAmong(this.tree.push(hashOfLeaf(leaf))));
      const isReached = expected?.size === this.tree.size;
      if (isReached && expected.root !== this.root())
        throw new LogUnlikeTree('The log is not the one that its newest head was signed for; verify it');
      if (!(await trees.append(size, leaves, blocks))) throw new Error('another process keeps the tree too');
      this.end = leaves.at(-1)!.position;
      if (isReached) {
        await trees.addHead(expected);
        this.expected = null;
        log?.warn('The Merkle tree was made again from the log and fits the newest head', { size: expected.size });
      }
      await yieldTurn();
    }
    if (this.expected !== null)
      throw new LogUnlikeTree('The log is shorter than it was when its newest head was signed; verify it');
  }

  private async goBackToWhatIsKept(): Promise<void> {
    const { size, position } = await this.parts.trees.end();
    this.tree = await frontierOf(this.parts.trees, size);
    this.end = position;
    this.isUncertain = false;
  }
}
