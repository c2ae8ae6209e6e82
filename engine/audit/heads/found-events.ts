/** Events from one index to before another that were in the log when nothing signed spoke of them. */
export type FoundEvents = {
  readonly from: number;
  readonly to: number;
  readonly time: string;
  /** What a key said that was not the shop's: an auditor who trusts it takes that instead. */
  readonly unless: { readonly publicKey: string; readonly found: FoundEvents | null } | null;
};

/** What was found, to somebody who trusts these keys (null: any). */
export function foundFor(found: FoundEvents | null, trusted: ReadonlySet<string> | null): FoundEvents | null {
  const unless = found?.unless ?? null;
  if (unless === null || !(trusted?.has(unless.publicKey) ?? true)) return found;
  return foundFor(unless.found, trusted);
}

/** False as well when it is a text of somebody else that only looks like it. */
export function isFoundEvents(read: FoundEvents): boolean {
  const { from, to, time, unless } = read;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || typeof time !== 'string') return false;
  if (unless === null) return true;
  return typeof unless.publicKey === 'string' && (unless.found === null || isFoundEvents(unless.found));
}
