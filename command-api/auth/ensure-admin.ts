import { userDecider } from '../../domain/user/user.ts';
import { derivedId, secretId } from '../../engine/log/ids.ts';
import { comparedEmail } from '../../domain/user/email.ts';
import type { CommandDependencies } from '../dependencies.ts';
import { accepted } from '../execution-answer.ts';
import { Problem } from '../../http/problem.ts';
import { FindAccount, type Account } from './find-account.ts';
import { registerInSteps } from './register-steps.ts';
import { registrationOf } from './registration-id.ts';

const actor = { id: 'first-admin', role: 'system' };

/**
 * Makes sure that the admin of the configuration exists: registers them, or grants the role to their account, which
 * must have the same password, for somebody else may have registered that e-mail. `grants` false: an account that is
 * there is left as it is. A password that an admin changed since stands. Repeating it does nothing.
 */
export async function ensureAdmin(
  dependencies: CommandDependencies,
  email: string,
  password: string,
  grants = true,
): Promise<'ready' | 'address-taken'> {
  const account = await new FindAccount(dependencies).byEmail(email);
  const commandId = secretId(dependencies.pepper, 'first-admin', comparedEmail(email));
  const time = new Date().toISOString();
  const context = { commandId, actor, correlationId: commandId, causationId: commandId, time };
  if (account !== null) {
    if (account.user.roles.includes('admin') || !grants) return 'ready';
    if (!(await hasPassword(dependencies, account, password))) return 'address-taken';
    const commandId = derivedId(account.userId, 'grant-first-admin', account.revision);
    const granted = { ...context, commandId, subject: account.userId };
    accepted(
      await dependencies.executor.execute(userDecider, account.userId, { type: 'GrantRole', role: 'admin' }, granted),
    );
    return 'ready';
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
  return 'ready';
}

/** True while an admin can sign in with this e-mail and this password. */
export async function isAdminWith(
  dependencies: CommandDependencies,
  email: string,
  password: string,
): Promise<boolean> {
  const account = await new FindAccount(dependencies).byEmail(email);
  return account !== null && account.user.roles.includes('admin') && hasPassword(dependencies, account, password);
}

async function hasPassword(
  { passwordHasher }: CommandDependencies,
  { user }: Account,
  password: string,
): Promise<boolean> {
  return user.passwordHash !== null && passwordHasher.verify(user.passwordHash, password);
}
