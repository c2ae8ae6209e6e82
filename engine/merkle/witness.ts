import type { KeyValue } from '../key-value.ts';
import type { SignedHead } from './signed-head.ts';

const key = 'audit:witness';

/** Events from one index to before another that were in the log when nothing signed spoke of them. */
export type FoundEvents = { readonly from: number; readonly to: number; readonly time: string };

/** What is known of the log's newest head, kept apart from the tree: a tree that is cut, or lost, does not take it along. */
export type Witness = {
  /** Null: no head was signed yet. */
  readonly head: SignedHead | null;
  /** The shop was stopped in order after it: no event can follow. */
  readonly isLast: boolean;
  readonly found: FoundEvents | null;
};

export type WitnessStore = Pick<KeyValue, 'get' | 'set'>;

/** Null when there is none: the folder is new, or of a release that kept none; or somebody took it away, or spoilt it. */
export async function readWitness(keyValue: Pick<KeyValue, 'get'>): Promise<Witness | null> {
  const text = await keyValue.get(key);
  try {
    return text === null ? null : (JSON.parse(text) as Witness);
  } catch {
    return null;
  }
}

export async function writeWitness(keyValue: WitnessStore, witness: Witness): Promise<void> {
  await keyValue.set(key, JSON.stringify(witness));
}

/** The head of the larger tree. */
export function newerOf(one: SignedHead | null, other: SignedHead | null): SignedHead | null {
  return (one?.size ?? 0) >= (other?.size ?? 0) ? one : other;
}
