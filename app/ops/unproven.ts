import type { LogReport } from '../../engine/merkle/verify-log.ts';

type Unproven = {
  /** Why whole chains are no proof that nobody made them anew; null when tree and heads speak for the log. */
  readonly wrong: string | null;
  /** The tail that the tree has not taken in; null when there is none. */
  readonly young: string | null;
};

/** What a comparison that found nothing broken says nothing of. A tree that ends early is no fault: a shop that was killed left it so. */
export function unprovenOf({ events, inTree, heads, broken }: LogReport): Unproven {
  // Heads after the first broken event were not compared.
  if (events === 0 || broken.length > 0) return { wrong: null, young: null };
  if (inTree === 0) return { wrong: 'there is no Merkle tree of the log; only its hash chains hold.', young: null };
  const rest = events - inTree;
  return {
    wrong: heads > 0 ? null : 'no head of the log was signed; a running shop signs one, at the latest when it stops.',
    young: rest > 0 ? `${rest} events are younger than the tree: only their hash chains were recomputed` : null,
  };
}
