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
    const { state: claim } = await executor.load(emailClaim, emailClaimId(pepper, email));
    return claim.status === 'free' || claim.owner === null ? null : this.byId(claim.owner);
  }

  async byId(userId: string): Promise<Account | null> {
    const { state: user, revision } = await this.dependencies.executor.load(userDecider, userId);
    return user === null || user.erased ? null : { userId, user, revision };
  }
}
