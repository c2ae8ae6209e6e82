import { wholeLog } from '../../engine/audit/broken.ts';
import type { Broken } from '../../engine/audit/broken.ts';

/** A broken event in one line: which, and what is wrong with it. */
export function brokenText({ stream, revision, reason, among = 1 }: Broken): string {
  if (reason === 'other-log') return 'the whole log: other-log, a head or the checkpoint names a log with another id';
  const event = stream === wholeLog ? `event ${revision} of the whole log` : `event ${revision} of ${stream}`;
  const which = among === 1 ? event : `${event}, or one of the ${among - 1} that came after it`;
  return `${which}: ${reason}`;
}
