import type { Claim } from '../domain/claim/claim.ts';
import type { ClaimCommand } from '../domain/claim/commands.ts';
import type { ClaimEvent } from '../domain/claim/events.ts';
import type { Decider } from '../engine/commands/decider.ts';
import type { Executor } from '../engine/commands/executor.ts';
import { takeStep, type Step, type StepCause } from '../engine/commands/steps.ts';
import type { Event } from '../engine/log/event.ts';
import { noStream } from '../engine/log/event-store.ts';
import { accepted } from './execution-answer.ts';
import { refusal, type CommandRefusal } from './refusals.ts';

type ClaimStep = Step<Claim, ClaimCommand, ClaimEvent, CommandRefusal>;

type NameToReserve = {
  readonly reserve: ClaimStep;
  /** Says who came to be, and has what they reserved. */
  readonly owners: Decider<unknown, unknown, Event>;
  readonly confirm: (owner: string) => ClaimStep;
  readonly taken: 'email-taken' | 'sku-taken';
};

/**
 * Reserves a name for somebody or something about to be written; throws the problem `taken`. Another who reserved it and
 * came to be has it, though their command died since: their claim is confirmed, not taken over. Whoever died before they
 * were written may have lost the name since, though their own reservation is in the log.
 */
export async function reserveName(executor: Executor, name: NameToReserve, cause: StepCause): Promise<void> {
  const { reserve, owners, confirm, taken } = name;
  const { state: before } = await executor.load(reserve.decider, reserve.id);
  if (before.status === 'reserved' && before.owner !== null && before.owner !== reserve.of) {
    const other = await executor.load(owners, before.owner);
    if (other.state !== null) await takeStep(executor, confirm(before.owner), cause);
  }
  const { repeated } = accepted(await takeStep(executor, reserve, cause));
  if (!repeated) return;
  const { state: claim } = await executor.load(reserve.decider, reserve.id);
  const isOurs = claim.status !== 'free' && claim.owner === reserve.of;
  if (!isOurs && (await executor.load(owners, reserve.of)).revision === noStream) throw refusal(taken);
}
