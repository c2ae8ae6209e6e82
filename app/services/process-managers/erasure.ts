import type { Lookup } from '../../../engine/commands/lookup.ts';
import type { Mailer } from '../../../engine/outside/mailer.ts';
import type { Clock } from '../../../engine/tools/clock.ts';
import { Erasure } from '../../../process-managers/erasure/erasure.ts';
import { personalTraces } from '../../../process-managers/erasure/personal-traces.ts';
import type { KeptByTheShell, TracesDeps } from '../../../process-managers/erasure/personal-traces.ts';
import type { EngineRoom } from '../../engine-room.ts';
import type { Logger } from '../../logger.ts';

/** What of the engine an erasure works on. */
type Ports = Pick<
  EngineRoom,
  'executor' | 'eventStore' | 'keyVault' | 'parkedEvents' | 'snapshots' | 'views' | 'truncateLogs'
>;

export type ErasureParts = Ports & {
  readonly projections: TracesDeps['projections'];
  readonly mailer: Mailer;
  readonly lookup: Lookup;
  readonly kept: KeptByTheShell;
  readonly emailClaimId: (email: string) => string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The steps of an erasure, on everything that keeps something of persons. */
export function composeErasure({ kept, projections, ...parts }: ErasureParts): Erasure {
  const truncateViewLogs = () => parts.views.truncateLogs();
  return new Erasure({
    ...parts,
    traces: personalTraces({ ...parts, ...kept, projections, truncateViewLogs }),
  });
}
