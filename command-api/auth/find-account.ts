import { emailClaim } from '../../domain/claim/claim.ts';
import { userDecider, type User } from '../../domain/user/user.ts';
import type { CommandDependencies } from '../dependencies.ts';
import { emailClaimId } from './email-claim.ts';

export type Account = { readonly userId: string; readonly user: User; readonly revision: number };

/** Finds people as of the newest event, by e-mail or id; null for nobody and for who was erased. */
export class FindAccount {
  constructor(private readonly dependencies: Pick<CommandDependencies, 'executor' | 'pepper'>) {}

  async byEmail(email: string): Promise<Account | null> {
    const { executor, pepper } = this.dependencies;
    const claimId = emailClaimId(pepper, email);
    const { state: claim } = await executor.load(emailClaim, claimId);
    // Nobody has the claim's id: looking them up takes as long as finding somebody.
    return this.byId(claim.status === 'free' || claim.owner === null ? claimId : claim.owner);
  }

  async byId(userId: string): Promise<Account | null> {
    const { state: user, revision } = await this.dependencies.executor.load(userDecider, userId);
    return user === null || user.erased ? null : { userId, user, revision };
  }
}
