import type { CommandContext } from '../engine/commands/executor.ts';
import { accepted } from './execution-answer.ts';

/** Holds a command to its `If-Match` where it is decided on more than the stream it writes; else 412. */
export function requireRevision({ expectedRevision }: CommandContext, currentRevision: number): void {
  if (expectedRevision === undefined || expectedRevision === currentRevision) return;
  accepted({ outcome: 'revision-mismatch', currentRevision });
}
