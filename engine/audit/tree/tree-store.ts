import type { Position } from '../../log/position.ts';
import type { SignedHead } from '../heads/signed-head.ts';

/** What the tree keeps of an event: where it stands and its hash (hex), enough to name it when it is gone. */
export type Leaf = {
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
  readonly hash: string;
};

/** The hash (hex) of the index-th full subtree of 2^level leaves. */
export type Block = { readonly level: number; readonly index: number; readonly hash: string };

/** How far a tree goes: its leaves, and the position of the last. */
export type TreeEnd = { readonly size: number; readonly position: Position | null };

/** Keeps the Merkle tree over the log and its signed heads. Can be made again from the log, but for the heads. */
export interface TreeStore {
  end(): Promise<TreeEnd>;
  /**
   * Adds leaves and the blocks that they fill, whole or not at all. False, and nothing is added, when the tree does not
   * have exactly `size` leaves. A crash may take the newest additions, the latest first.
   */
  append(size: number, leaves: readonly Leaf[], blocks: readonly Block[]): Promise<boolean>;
  /** At most `limit` leaves from the index on, up to the first that is missing: none when it is that one. */
  leaves(from: number, limit: number): Promise<readonly Leaf[]>;
  /** The index of the leaf with exactly this position; null when there is none. */
  indexOf(position: Position): Promise<number | null>;
  /** At most `limit` leaves of one stream that stand after a position (null: from its first on), by position. */
  leavesOf(stream: string, after: Position | null, limit: number): Promise<readonly Leaf[]>;
  /** Hashes of at most `limit` blocks of a level from the index on. */
  blocks(level: number, from: number, limit: number): Promise<readonly string[]>;
  addHead(head: SignedHead): Promise<void>;
  /** At most `limit` heads of trees with more than `size` leaves, the smallest first. */
  heads(size: number, limit: number): Promise<readonly SignedHead[]>;
  newestHead(): Promise<SignedHead | null>;
  close(): Promise<void>;
}
