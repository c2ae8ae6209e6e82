/**
 * A place in the log, opaque to everybody but the event store that made it.
 * Written as fixed-width lower-case hex (`commit` or `commit-prepare`), so positions of one log compare as text.
 */
export type Position = string;

const pattern = /^[0-9a-f]{16}(-[0-9a-f]{16})?$/;

/** True when `text` has the form of a position; says nothing about whether the log reaches it. */
export function isPosition(text: string): boolean {
  return pattern.test(text);
}

/** Writes one or two unsigned 64-bit numbers as a position. */
export function positionOf(commit: bigint | number, prepare?: bigint | number): Position {
  const hex = (part: bigint | number) => part.toString(16).padStart(16, '0');
  return prepare === undefined ? hex(commit) : `${hex(commit)}-${hex(prepare)}`;
}

/** True when `reached` is at or past `wanted`; nothing (null) is before everything. */
export function reaches(reached: Position | null, wanted: Position): boolean {
  return reached !== null && reached >= wanted;
}
