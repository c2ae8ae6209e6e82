import type { Event } from '../event.ts';

/** A claim on a name that only one may have (an e-mail, a sku). `owner` is the user's or product's id. */
export type ClaimEvent<Kind extends 'Email' | 'Sku' = 'Email' | 'Sku'> =
  | Event<`${Kind}Reserved`, { owner: string | null; at: string }>
  | Event<`${Kind}Confirmed`, { owner: string | null }>
  | Event<`${Kind}Released`, { owner: string | null }>;
