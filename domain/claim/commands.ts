/** A reservation whose owner never came to be is free again after so many seconds. */
export const staleAfterSeconds = 60;

export type ClaimCommand =
  /** Reserves the name for an owner; a reservation older than `staleAfterSeconds` that was never confirmed is taken over. */
  | { readonly type: 'Reserve'; readonly owner: string; readonly at: string; readonly staleAfterSeconds: number }
  | { readonly type: 'Confirm'; readonly owner: string }
  | { readonly type: 'Release'; readonly owner: string };
