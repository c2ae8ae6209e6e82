import type { Lane } from './lanes.ts';

/** Empties the write-ahead log after the batch's transaction instead of writing in it. */
export const truncateLog = 'truncateLog';

export type Write = { readonly name: string; readonly values: readonly unknown[] };

export type ToThread =
  { readonly kind: 'batch'; readonly lane: Lane; readonly writes: readonly Write[] } | { readonly kind: 'close' };

export type WriteAnswer =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'unavailable' | 'unknown' | 'mistake'; readonly message: string };

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'cannot-open'; readonly message: string }
  | { readonly kind: 'answers'; readonly lane: Lane; readonly answers: readonly WriteAnswer[] };

export type ThreadData = { readonly dir: string; readonly brake: SharedArrayBuffer };
