import type { Registry } from './registry.ts';

export type KeyValueEntry = { readonly key: string; readonly value: string };

/** A registry whose entries can be listed, for those that have no port of their own yet. */
export interface KeyValue extends Registry {
  /** Live entries whose key starts with `prefix`, in key order, after `afterKey`, at most `limit`. */
  scan(prefix: string, limit: number, afterKey?: string): Promise<readonly KeyValueEntry[]>;
}
