/** Integer minor units and ISO 4217 code. */
export type Amount = { readonly amount: number; readonly currency: string };

export type ProviderAnswer =
  | { readonly status: 'authorized' | 'captured' | 'voided' | 'refunded'; readonly reference: string }
  | { readonly status: 'declined'; readonly reason: string }
  /** The provider has it and will answer later: ask `outcome`, or wait for `onAnswer`. */
  | { readonly status: 'pending' };

export type ProviderBookEntry = {
  readonly paymentId: string;
  readonly status: 'pending' | 'authorized' | 'declined' | 'voided' | 'captured';
  readonly authorized: number;
  readonly captured: number;
  readonly refunded: number;
  readonly currency: string;
};

/** A card provider. Every call is idempotent by its ids and may be repeated after a crash; throws when unreachable. */
export interface PaymentProvider {
  authorize(request: { paymentId: string; amount: Amount; token: string }): Promise<ProviderAnswer>;
  capture(request: { paymentId: string; amount: Amount }): Promise<ProviderAnswer>;
  /** Also of a payment that is still pending: its late authorization is then voided by the provider's answer to us. */
  void(request: { paymentId: string }): Promise<ProviderAnswer>;
  refund(request: { paymentId: string; refundId: string; amount: Amount }): Promise<ProviderAnswer>;
  /** What the provider's books say of an authorization; null when it never heard of the payment. */
  outcome(paymentId: string): Promise<ProviderAnswer | null>;
  /** Calls back when a pending authorization is answered late (the provider's webhook). Lost calls are made good by `outcome`. */
  onAnswer(listen: (paymentId: string) => void): () => void;
  /** The provider's own books, for reconciliation. */
  books(): AsyncIterable<ProviderBookEntry>;
  close(): Promise<void>;
}
