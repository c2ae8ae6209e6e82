export type ClaimCommand =
  /** Reserves the name for an owner; a reservation older than `staleAfterSeconds` that was never confirmed is taken over. */
  | { readonly type: 'Reserve'; readonly owner: string; readonly at: string; readonly staleAfterSeconds: number }
  | { readonly type: 'Confirm'; readonly owner: string }
  | { readonly type: 'Release'; readonly owner: string };
