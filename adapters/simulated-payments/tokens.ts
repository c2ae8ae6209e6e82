/** What the simulated provider does with a card. */
type CardBehaviour = {
  /** `late`: answers yes after a while; `never`: has it and stays silent. */
  readonly answer: 'approve' | 'decline' | 'late' | 'never';
  readonly reason?: string;
  /** How many attempts find the provider out of reach before one goes through. */
  readonly failures?: { readonly capture?: number; readonly void?: number; readonly refund?: number };
};

/**
 * The tokens of the HTTP contract, and three extras of the simulation: `tok_capture_fails`, `tok_void_fails` and
 * `tok_refund_fails` are approved, and their first two captures, voids or refunds fail.
 */
const cards: Readonly<Record<string, CardBehaviour>> = {
  tok_ok: { answer: 'approve' },
  tok_declined: { answer: 'decline', reason: 'card_declined' },
  tok_insufficient_funds: { answer: 'decline', reason: 'insufficient_funds' },
  tok_timeout: { answer: 'never' },
  tok_late: { answer: 'late' },
  tok_capture_fails: { answer: 'approve', failures: { capture: 2 } },
  tok_void_fails: { answer: 'approve', failures: { void: 2 } },
  tok_refund_fails: { answer: 'approve', failures: { refund: 2 } },
};

/** Tokens that the provider does not know are declined. */
export function behaviourOf(token: string): CardBehaviour {
  return Object.hasOwn(cards, token) ? cards[token]! : { answer: 'decline', reason: 'invalid_token' };
}
