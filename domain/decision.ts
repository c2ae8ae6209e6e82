/** What a decider answers: events (none: nothing to do), or a refusal with a name. */
export type Decision<E> =
  | { readonly accepted: true; readonly events: readonly E[] }
  | { readonly accepted: false; readonly code: Refusal; readonly details: Readonly<Record<string, unknown>> };

/** Every reason for which the shop refuses. */
export type Refusal =
  | 'not-found'
  | 'forbidden'
  | 'email-taken'
  | 'sku-taken'
  | 'invalid-credentials'
  | 'insufficient-stock'
  | 'product-unavailable'
  | 'price-changed'
  | 'cart-empty'
  | 'mixed-currencies'
  | 'illegal-transition'
  | 'return-too-large'
  | 'refund-too-large'
  | 'validation-failed';

export function accept<E>(...events: readonly E[]): Decision<E> {
  return { accepted: true, events };
}

export function reject<E = never>(code: Refusal, details: Readonly<Record<string, unknown>> = {}): Decision<E> {
  return { accepted: false, code, details };
}
