import { createHash } from 'node:crypto';
import { isStreamKey } from './parked-keys.ts';

/** One part of a projection's keys. Every key is in exactly one of the `of` shares. */
export type Share = { readonly of: number; readonly index: number };

export const wholeShare: Share = { of: 1, index: 0 };

/** True for the keys of the share, and in every share for those that stand for the unknown keys of a stream. */
export function isInShare(key: string, { of, index }: Share): boolean {
  return of === 1 || isStreamKey(key) || createHash('sha256').update(key).digest().readUInt32BE() % of === index;
}
