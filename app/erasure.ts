import { emailClaimId } from '../command-api/auth/email-claim.ts';
import { systemClock } from '../engine/tools/clock.ts';
import type { Lookup } from '../engine/commands/lookup.ts';
import type { Mailer } from '../engine/outside/mailer.ts';
import type { Projections } from '../engine/projections/projections.ts';
import { Erasure } from '../process-managers/erasure/erasure.ts';
import { personalTraces } from '../process-managers/erasure/personal-traces.ts';
import type { EngineRoom } from './engine-room.ts';
import type { Logger } from './logger.ts';
import { keptOfPersons } from './services/command-api/kept-of-persons.ts';

export type ErasureParts = {
  readonly room: EngineRoom;
  readonly projections: Projections;
  readonly mailer: Mailer;
  readonly lookup: Lookup;
  readonly log: Logger;
};

/** The steps of an erasure, on one data folder. */
export function openErasure({ room, projections, mailer, lookup, log }: ErasureParts): Erasure {
  const { executor, codec, feed, keyValue, messageBus, pepper, views } = room;
  const traces = personalTraces({
    ...room,
    inMemory: [codec, executor, feed],
    projections,
    truncateViewLogs: () => views.truncateLogs(),
    clock: systemClock,
    ...keptOfPersons(keyValue, pepper),
  });
  const claimId = (email: string) => emailClaimId(pepper, email);
  const parts = { executor, keyValue, messageBus, mailer, lookup, traces, clock: systemClock, log };
  return new Erasure({ ...parts, emailClaimId: claimId });
}
