/** What a decider answers: events (none: nothing to do), or a refusal with a name. */
export type Decision<E> =
  | { readonly accepted: true; readonly events: readonly E[] }
  | { readonly accepted: false; readonly code: RefusalCode; readonly details: Readonly<Record<string, unknown>> };

/** Every reason for which the shop's rules refuse. */
export type RefusalCode =
  | 'not-found'
  | 'email-taken'
  | 'sku-taken'
  | 'insufficient-stock'
  | 'product-unavailable'
  | 'price-changed'
  | 'mixed-currencies'
  | 'illegal-transition'
  | 'return-too-large'
  | 'refund-too-large'
  | 'validation-failed';

export function accept<E>(...events: readonly E[]): Decision<E> {
  return { accepted: true, events };
}

export function reject<E = never>(code: RefusalCode, details: Readonly<Record<string, unknown>> = {}): Decision<E> {
  return { accepted: false, code, details };
}

/** Refuses a command for what one of its fields says; a dot leads into the field: `amount.currency`. */
export function invalid<E = never>(field: string, message: string): Decision<E> {
  return reject('validation-failed', { field, message });
}
