import { emailClaim } from '../claim/claim.ts';
import type { Claim } from '../claim/claim.ts';
import { staleAfterSeconds } from '../claim/commands.ts';
import type { ClaimCommand } from '../claim/commands.ts';
import type { ClaimEvent } from '../claim/events.ts';
import type { UserId } from '../ids.ts';
import type { Step } from '../step.ts';

export type EmailStep = Step<Claim, ClaimCommand, ClaimEvent<'Email'>>;

/** The first step of a registration. The second registers the user, under the command's own id. */
export function reserveEmail(userId: UserId, claimId: string, at: string): EmailStep {
  const command = { type: 'Reserve', owner: userId, at, staleAfterSeconds } as const;
  return { name: 'reserve-email', of: userId, decider: emailClaim, id: claimId, command, subject: userId };
}

/** The last: a registered user's e-mail belongs to them for good. */
export function confirmEmail(userId: UserId, claimId: string): EmailStep {
  const command = { type: 'Confirm', owner: userId } as const;
  return { name: 'confirm-email', of: userId, decider: emailClaim, id: claimId, command, subject: userId };
}

/** What a registration takes once its user is written; also its finisher, after a crash. */
export function stepsAfterRegistering(userId: UserId, claimId: string): readonly Step[] {
  return [confirmEmail(userId, claimId)];
}
