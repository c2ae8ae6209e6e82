import type { Lag } from '../../engine/lag.ts';

export type ProcessLag = Lag & { readonly name: string };

/** How far the process managers are behind the log. */
export interface ProcessLags {
  list(): Promise<readonly ProcessLag[]>;
}
