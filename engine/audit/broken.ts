import type { ChainFlaw } from '../log/hash-chain.ts';

export type BrokenReason =
  /** What the hash chain tells; `altered` also: it is not the event that the Merkle tree keeps. */
  | ChainFlaw
  /** The tree keeps it, the log does not have it. */
  | 'missing'
  /** It was not there when the tree was made, or when the shop was stopped. */
  | 'inserted'
  /** The tree has lost what it kept of this event. */
  | 'leaf-missing'
  /** The log has it, but not where the tree keeps it. */
  | 'reordered'
  /** With it the end of the log is missing. */
  | 'truncated'
  /** It, or one of those after it, is not what was there when a head was signed. */
  | 'unlike-head'
  /** A head that covers it does not bear the signature of the key that it names. */
  | 'head-forged'
  /** It, or one of those after it, is not what was there when the checkpoint was exported. */
  | 'unlike-checkpoint'
  /** A head or the checkpoint was signed for a log with another id than this one. */
  | 'other-log';

/** The stream's name of an event of which nothing is known but its number in the log, which is its revision then. */
export const wholeLog = '$log';

export type Broken = {
  readonly stream: string;
  readonly revision: number;
  readonly reason: BrokenReason;
  /** It is one of so many events of the log, of which it is the first; 1 when it is exactly this. */
  readonly among?: number;
};

export type Found = (broken: Broken) => void;
