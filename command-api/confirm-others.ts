import type { Claim } from '../domain/claim/claim.ts';
import type { ClaimCommand } from '../domain/claim/commands.ts';
import type { ClaimEvent } from '../domain/claim/events.ts';
import type { Event } from '../engine/log/event.ts';
import type { Decider } from '../engine/commands/decider.ts';
import type { Executor } from '../engine/commands/executor.ts';
import { takeStep, type Step, type StepCause } from '../engine/commands/steps.ts';

type ClaimStep = Step<Claim, ClaimCommand, ClaimEvent>;

/**
 * To be called before a name is reserved. Another who reserved it and came to be has it, though their command died
 * since: their claim is confirmed, not taken over. `owners` says who came to be, null for nobody.
 */
export async function confirmOthers(
  executor: Executor,
  reserve: ClaimStep,
  owners: Decider<unknown, unknown, Event>,
  confirm: (owner: string) => ClaimStep,
  cause: StepCause,
): Promise<void> {
  const { state: claim } = await executor.load(reserve.decider, reserve.id);
  if (claim.status !== 'reserved' || claim.owner === null || claim.owner === reserve.of) return;
  const { owner } = claim;
  const { state } = await executor.load(owners, owner);
  if (state !== null) await takeStep(executor, confirm(owner), cause);
}
