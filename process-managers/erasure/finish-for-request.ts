import type { Position } from '../../engine/log/position.ts';
import { answerWithin } from '../../engine/tools/answer-within.ts';
import type { Log } from '../log.ts';
import type { Erasure, ErasureCause } from './erasure.ts';

/** How long whoever asked for an erasure waits for its end; it goes on without them. */
const patienceMs = 10_000;

/**
 * Finishes an erasure for a request: answers as `Erasure.finish`, or null. What fails or takes long is left to the
 * finisher that hears of it too.
 */
export async function finishForRequest(
  erasure: Pick<Erasure, 'finish'>,
  log: Log,
  cause: ErasureCause,
): Promise<Position | null> {
  const finished = erasure.finish(cause).catch((error: unknown) => {
    log.warn('A step of an erasure failed and is tried again', { correlationId: cause.correlationId, error });
    return null;
  });
  return answerWithin(patienceMs, finished, null);
}
