import { emailClaimId } from '../command-api/auth/email-claim.ts';
import type { CommandDependencies } from '../command-api/dependencies.ts';
import { systemClock } from '../engine/tools/clock.ts';
import type { Lookup } from '../engine/commands/lookup.ts';
import type { Mailer } from '../engine/outside/mailer.ts';
import type { Projections } from '../engine/projections/projections.ts';
import { Erasure } from '../process-managers/erasure/erasure.ts';
import type { EngineRoom } from './engine-room.ts';
import type { Logger } from './logger.ts';
import { personalTraces } from './personal-traces.ts';

/** How long whoever asked for an erasure waits for its end; it goes on without them. */
const patienceMs = 10_000;

export type ErasureParts = {
  readonly room: EngineRoom;
  readonly projections: Projections;
  readonly mailer: Mailer;
  readonly lookup: Lookup;
  readonly log: Logger;
};

/** The steps of an erasure, on one data folder. */
export function openErasure({ room, projections, mailer, lookup, log }: ErasureParts): Erasure {
  const { executor, keyValue, messageBus, pepper } = room;
  const traces = personalTraces(room, projections);
  const claimId = (email: string) => emailClaimId(pepper, email);
  const parts = { executor, keyValue, messageBus, mailer, lookup, traces, clock: systemClock, log };
  return new Erasure({ ...parts, emailClaimId: claimId });
}

/** Finishes an erasure for a request. What fails or takes long is left to the finisher that hears of it too. */
export function finishingFor(erasure: Erasure, log: Logger): CommandDependencies['finishErasure'] {
  return async (cause) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), patienceMs).unref();
    });
    const finished = erasure.finish(cause).catch((error: unknown) => {
      log.warn('A step of an erasure failed and is tried again', { correlationId: cause.correlationId, error });
      return null;
    });
    return Promise.race([finished, late]).finally(() => clearTimeout(timer));
  };
}
