declare const madeByAStore: unique symbol;

/**
 * A place in the log, opaque to everybody but the event store that made it: it is handed on, shown and compared with the
 * functions below. Its text is fixed-width lower-case hex (`commit` or `commit-prepare`).
 */
export type Position = string & { readonly [madeByAStore]: true };

const pattern = /^[0-9a-f]{16}(-[0-9a-f]{16})?$/;
const noPrepare = '0'.repeat(16);

/** For event stores alone: writes one or two unsigned 64-bit numbers as a position. */
export function positionOf(commit: bigint | number, prepare?: bigint | number): Position {
  const hex = (part: bigint | number) => part.toString(16).padStart(16, '0');
  return (prepare === undefined ? hex(commit) : `${hex(commit)}-${hex(prepare)}`) as Position;
}

/** Before every event of every log: what is answered while a log is empty. */
export const beginning = positionOf(0);

/** The position that a caller sent; null when the text has not the form of one. Says nothing of whether the log has it. */
export function positionIn(text: string): Position | null {
  return pattern.test(text) ? (text as Position) : null;
}

/** Below 0 when `left` comes first in the log, 0 when they are one place. Both are of one log. */
export function comparePositions(left: Position, right: Position): number {
  const isAlike = left.length === right.length;
  const [a, b]: readonly [string, string] = isAlike ? [left, right] : [sortKey(left), sortKey(right)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** True when `position` is past `other`; everything is past nothing (null). */
export function isAfter(position: Position, other: Position | null): boolean {
  return other === null || comparePositions(position, other) > 0;
}

/** True when `reached` is at or past `wanted`; nothing (null) is before everything. */
export function reaches(reached: Position | null, wanted: Position): boolean {
  return reached !== null && comparePositions(reached, wanted) >= 0;
}

/** Text of one width for all positions, whose byte order is the order of the log: for stores that compare for themselves. */
export function sortKey(position: Position): string {
  return position.length === 16 ? `${position}-${noPrepare}` : position;
}

/** A whole number below 2^63 that never falls in log order, the same for events of one commit. */
export function version(position: Position): bigint {
  const commit = BigInt(`0x${position.slice(0, 16)}`);
  if (commit >= 2n ** 63n) throw new RangeError(`${position} is beyond every log`);
  return commit;
}
