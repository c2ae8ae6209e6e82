import type { CommandContext, Executor } from '../engine/commands/executor.ts';
import type { Cache } from '../engine/stores/cache.ts';
import type { Registry } from '../engine/stores/registry.ts';
import type { PasswordHasher } from '../engine/outside/password-hasher.ts';
import type { Lookup } from '../engine/commands/lookup.ts';
import type { Position } from '../engine/log/position.ts';
import type { ProjectionAdmin } from '../engine/projections/ports/projection-admin.ts';
import type { AccessTokens } from '../http/access-tokens.ts';
import type { Log } from '../http/log.ts';

/** Who was erased, and by which command. */
export type ErasureToFinish = Pick<CommandContext, 'actor' | 'correlationId' | 'causationId'> & {
  readonly userId: string;
};

/** What the command API needs from the composition; also its injection token. */
export abstract class CommandDependencies {
  abstract readonly executor: Executor;
  /** The position of the log's last event: for commands that write none. */
  abstract readonly head: () => Promise<Position | null>;
  /** Sessions and revocations. */
  abstract readonly registry: Registry;
  /** Failed logins. */
  abstract readonly cache: Cache;
  /** The shop's 32 secret bytes: names of claims, idempotency keys. */
  abstract readonly pepper: Uint8Array;
  abstract readonly passwordHasher: PasswordHasher;
  abstract readonly accessTokens: AccessTokens;
  abstract readonly projectionAdmin: ProjectionAdmin;
  /** For rules over sets. */
  abstract readonly lookup: Lookup;
  /**
   * Takes the steps that follow when a person was erased, and answers the position from which on no view shows anything
   * personal; null when that goes on in the background.
   */
  abstract readonly finishErasure: (erasure: ErasureToFinish) => Promise<Position | null>;
  /** Makes the next attempt of an order's process now; false when none is waited for. */
  abstract readonly resumeProcess: (orderId: string) => Promise<boolean>;
  abstract readonly log: Log;
  /** ISO 4217 code of the shop. */
  abstract readonly currency: string;
}
