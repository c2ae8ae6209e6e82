import type { StoredEvent } from '../../log/event.ts';
import { provesInclusion } from './check-proof.ts';
import { Frontier } from './frontier.ts';
import { fromHex, hex, leafHash, nodeHash } from './hashes.ts';
import { inclusionProof, rangeRoot } from './proofs.ts';
import type { Nodes } from './proofs.ts';
import { isSigned } from '../heads/signed-head.ts';
import type { SignedHead } from '../heads/signed-head.ts';
import type { Block, Leaf, TreeStore } from './tree-store.ts';
import { reaches } from '../../log/position.ts';

/** Of every eighth level the full subtrees are kept; those between are hashed when they are asked for. */
const keptLevels = 8;

/** Something that the tree once kept is not there any more. */
export class TreeDamaged extends Error {
  override readonly name = 'TreeDamaged';
}

type KeptIn =
  /** Proven by the newest signed head, or, younger than that, by the tree as it stands. */
  | 'tree'
  /** Younger than the tree, which is about to take it in. */
  | 'not-yet'
  /** The tree has another event at its position, or none, or has holes, or does not fit its own signed head. */
  | 'not-kept';

/** The hash that the event bears; whatever stands there, when somebody altered it. */
export function leafOf({ position, stream, revision, metadata }: StoredEvent): Leaf {
  return { position, stream, revision, hash: String(metadata.hash) };
}

export function hashOfLeaf({ hash }: Pick<Leaf, 'hash'>): Uint8Array {
  return leafHash(fromHex(hash));
}

/** The kept tree, to ask and to prove with. */
export class LogTree {
  constructor(
    readonly store: TreeStore,
    /** The keys that may have signed its heads; null: any. */
    readonly trusted: ReadonlySet<string> | null = null,
  ) {}

  /** Finds the hashes of full subtrees, each once. */
  nodes(): Nodes {
    const found = new Map<string, Promise<Uint8Array>>();
    return (level, index) => {
      const key = `${level}/${index}`;
      const known = found.get(key) ?? this.node(level, index);
      found.set(key, known);
      return known;
    };
  }

  /** The right edge of the tree at a size. */
  async frontier(size: number): Promise<Frontier> {
    const nodes = this.nodes();
    const frontier = new Frontier();
    for (let level = Math.floor(Math.log2(Math.max(size, 1))); level >= 0; level -= 1) {
      const count = 2 ** level;
      if (size - frontier.size >= count) frontier.push(await nodes(level, frontier.size / count), level);
    }
    return frontier;
  }

  /** Of each event, in their order, whether the tree proves it. */
  async prove(events: readonly StoredEvent[]): Promise<readonly KeptIn[]> {
    const { size, position } = await this.store.end();
    const nodes = this.nodes();
    const head = await this.store.newestHead();
    if (head !== null && !this.isOurs(head)) return events.map(() => 'not-kept');
    const answers: KeptIn[] = [];
    for (const event of events) {
      if (!reaches(position, event.position)) {
        answers.push('not-yet');
        continue;
      }
      const index = await this.store.indexOf(event.position);
      const isProven = index !== null && (await provenBy(nodes, event, index, head, size));
      answers.push(isProven ? 'tree' : 'not-kept');
    }
    return answers;
  }

  private isOurs(head: SignedHead): boolean {
    return isSigned(head) && (this.trusted?.has(head.publicKey) ?? true);
  }

  private async node(level: number, index: number): Promise<Uint8Array> {
    const kept = level - (level % keptLevels);
    const count = 2 ** (level - kept);
    const hashes =
      kept === 0
        ? (await this.store.leaves(index * count, count)).map(hashOfLeaf)
        : (await this.store.blocks(kept, index * count, count)).map(fromHex);
    if (hashes.length < count) throw new TreeDamaged(`The kept tree has no subtree ${index} of level ${level}`);
    return full(hashes);
  }
}

/** By the signed head when it covers the event, else by the tree as it stands. */
async function provenBy(nodes: Nodes, event: StoredEvent, index: number, head: SignedHead | null, size: number) {
  const isCovered = head !== null && index < head.size;
  const against = isCovered ? head.size : size;
  try {
    const root = isCovered ? fromHex(head.root) : await rangeRoot(nodes, 0, size);
    const proof = await inclusionProof(nodes, index, against);
    return provesInclusion(hashOfLeaf(leafOf(event)), index, against, proof, root);
  } catch (error) {
    if (error instanceof TreeDamaged) return false;
    throw error;
  }
}

/** What a tree keeps of the subtrees that leaves have filled. */
export function blocksAmong(subtrees: ReturnType<Frontier['push']>): readonly Block[] {
  return subtrees
    .filter(({ level }) => level > 0 && level % keptLevels === 0)
    .map(({ level, index, hash }) => ({ level, index, hash: hex(hash) }));
}

/** The root over a power of two of neighbouring subtrees. */
function full(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    row = row.filter((_, index) => index % 2 === 0).map((left, index) => nodeHash(left, row[2 * index + 1]!));
  }
  return row[0]!;
}
