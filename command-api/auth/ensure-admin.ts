import { userDecider } from '../../domain/user/user.ts';
import { derivedId, secretId } from '../../engine/ids.ts';
import { comparedEmail } from '../../domain/user/email.ts';
import type { CommandDependencies } from '../dependencies.ts';
import { accepted } from '../execution-answer.ts';
import { Problem } from '../../http/problem.ts';
import { FindAccount } from './find-account.ts';
import { registerInSteps } from './register-steps.ts';
import { registrationOf } from './registration-id.ts';

const actor = { id: 'first-admin', role: 'system' };

/**
 * Makes sure that the admin of the configuration exists: registers them, or grants the role to whoever has that
 * e-mail. Repeating it does nothing; a password that was changed since is left alone.
 */
export async function ensureAdmin(dependencies: CommandDependencies, email: string, password: string): Promise<void> {
  const account = await new FindAccount(dependencies).byEmail(email);
  const commandId = secretId(dependencies.pepper, 'first-admin', comparedEmail(email));
  const time = new Date().toISOString();
  const context = { commandId, actor, correlationId: commandId, causationId: commandId, time };
  if (account !== null) {
    if (account.user.roles.includes('admin')) return;
    const commandId = derivedId(account.userId, 'grant-first-admin', account.revision);
    const granted = { ...context, commandId, subject: account.userId };
    accepted(
      await dependencies.executor.execute(userDecider, account.userId, { type: 'GrantRole', role: 'admin' }, granted),
    );
    return;
  }
  const { userId, context: registering } = await registrationOf(dependencies.executor, context);
  try {
    await registerInSteps(
      dependencies,
      { userId, email, fullName: 'Administrator', password, roles: ['admin'] },
      registering,
    );
  } catch (error) {
    // Another process may be doing the same right now; it will finish.
    if (!(error instanceof Problem && error.code === 'email-taken')) throw error;
  }
}
