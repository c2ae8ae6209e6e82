import type { EventStore } from '../../log/event-store.ts';
import type { Position } from '../../log/position.ts';
import type { Registry } from '../../stores/registry.ts';
import type { Clock } from '../../tools/clock.ts';
import type { TreeStore } from '../tree/tree-store.ts';
import type { HeadSigner, SignedHead } from './signed-head.ts';
import { writeWitness, type Witness } from './witness.ts';

export type NewestHeadParts = {
  readonly store: Pick<EventStore, 'logId'>;
  readonly trees: Pick<TreeStore, 'addHead'>;
  /** Keeps what is known of the newest head, apart from the tree. */
  readonly registry: Pick<Registry, 'set'>;
  readonly signer: HeadSigner;
  readonly clock: Clock;
};

type Tree = { readonly size: number; readonly last: Position | null; root(): string };

/** The newest head of the tree and what is known of it: signs the next, and has the witness say so. */
export class NewestHead {
  private signedSize: number;

  constructor(
    private readonly parts: NewestHeadParts,
    newest: SignedHead | null,
    private witness: Witness,
  ) {
    this.signedSize = newest?.size ?? 0;
  }

  /** Events that it covers; 0 when none was signed yet. */
  get size(): number {
    return this.signedSize;
  }

  /** Signs a head of the tree, if it has grown. */
  async sign(tree: Tree): Promise<void> {
    const { store, trees, signer, clock } = this.parts;
    const { size, last } = tree;
    if (last === null || size <= this.signedSize) return;
    const logId = await store.logId();
    const head = signer.sign({ logId, size, root: tree.root(), position: last, time: clock() });
    await trees.addHead(head);
    await this.testify({ head });
    this.signedSize = size;
  }

  async testify(news: Partial<Witness>): Promise<void> {
    this.witness = { ...this.witness, ...news };
    const { registry, signer, store } = this.parts;
    await writeWitness(registry, this.witness, signer, await store.logId());
  }
}
