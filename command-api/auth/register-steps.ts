import { emailClaim } from '../../domain/claim/claim.ts';
import type { Role, UserEvent } from '../../domain/user/events.ts';
import { userDecider } from '../../domain/user/user.ts';
import type { CommandContext, Executor } from '../../engine/commands/executor.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { CommandDependencies } from '../dependencies.ts';
import { accepted, type Accepted } from '../execution-answer.ts';
import { emailClaimId } from './email-claim.ts';

/** A reservation of an e-mail whose registration died is free again after so many seconds. */
export const staleClaimSeconds = 60;

export type NewUser = {
  readonly userId: string;
  readonly email: string;
  readonly fullName: string;
  readonly password: string;
  readonly roles: readonly Role[];
};

/**
 * Registration in three single-stream steps, each safe to repeat: reserve the e-mail, register, confirm the claim.
 * Throws the problem `email-taken`. After a crash in between, the same command or a finisher goes on.
 */
export async function registerInSteps(
  { executor, passwordHasher, pepper }: CommandDependencies,
  user: NewUser,
  context: CommandContext,
): Promise<Accepted<UserEvent>> {
  const { userId, email, fullName, roles } = user;
  const claimId = emailClaimId(pepper, email);
  const { expectedRevision: _, requestHash, ...plain } = { ...context, subject: userId };
  const step = (name: string): CommandContext => ({ ...plain, commandId: derivedId(userId, name) });

  await finishOthers(executor, claimId, userId, (owner) => ({
    ...plain,
    subject: owner,
    commandId: derivedId(owner, 'confirm-email'),
  }));
  const reserve = { type: 'Reserve', owner: userId, at: context.time, staleAfterSeconds: staleClaimSeconds } as const;
  accepted(await executor.execute(emailClaim, claimId, reserve, step('reserve-email')));
  failpoint('command:between-streams');
  const passwordHash = await passwordHasher.hash(user.password);
  const registered = accepted(
    await executor.execute(
      userDecider,
      userId,
      { type: 'RegisterUser', email, fullName, passwordHash, roles },
      { ...plain, ...(requestHash === undefined ? {} : { requestHash }) },
    ),
  );
  accepted(await executor.execute(emailClaim, claimId, { type: 'Confirm', owner: userId }, step('confirm-email')));
  return registered;
}

/** A registration that died after its user was written keeps the e-mail: its claim is confirmed, not taken over. */
async function finishOthers(
  executor: Executor,
  claimId: string,
  userId: string,
  contextFor: (owner: string) => CommandContext,
): Promise<void> {
  const { state: claim } = await executor.load(emailClaim, claimId);
  if (claim.status !== 'reserved' || claim.owner === null || claim.owner === userId) return;
  const { owner } = claim;
  const { state: user } = await executor.load(userDecider, owner);
  if (user !== null) await executor.execute(emailClaim, claimId, { type: 'Confirm', owner }, contextFor(owner));
}
