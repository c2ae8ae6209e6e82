import type { UserEvent } from '../../domain/user/events.ts';
import type { Role } from '../../domain/user/roles.ts';
import { confirmEmail, reserveEmail, stepsAfterRegistering } from '../../domain/user/registration-steps.ts';
import { userDecider } from '../../domain/user/user.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { takeSteps } from '../../engine/commands/steps.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import type { CommandDependencies } from '../dependencies.ts';
import { accepted, type Accepted } from '../execution-answer.ts';
import { reserveName } from '../reserve-name.ts';
import { emailClaimId } from './email-claim.ts';

type NewUser = {
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
  const { expectedRevision: _, ...registering } = { ...context, subject: userId };
  const reserve = reserveEmail(userId, claimId, context.time);

  const confirm = (owner: string) => confirmEmail(owner, claimId);
  await reserveName(executor, { reserve, owners: userDecider, confirm, taken: 'email-taken' }, context);
  failpoint('command:between-streams');
  const passwordHash = await passwordHasher.hash(user.password);
  const register = { type: 'RegisterUser', email, fullName, passwordHash, roles } as const;
  const registered = accepted(await executor.execute(userDecider, userId, register, registering));
  await takeSteps(executor, stepsAfterRegistering(userId, claimId), context, accepted);
  return registered;
}
