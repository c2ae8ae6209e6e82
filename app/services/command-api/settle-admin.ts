import { ensureAdmin, isAdminWith } from '../../../command-api/auth/ensure-admin.ts';
import type { CommandDependencies } from '../../../command-api/dependencies.ts';
import { CannotStart } from '../../cannot-start.ts';
import { defaultAdmin } from '../../configuration.ts';
import type { Configuration } from '../../configuration.ts';

/** The first admin exists, and nobody is left unaware of one whose password everybody knows. Throws CannotStart. */
export async function settleAdmin(commands: CommandDependencies, admin: Configuration['admin']): Promise<void> {
  const settled = await ensureAdmin(commands, admin.email, admin.password, !admin.isDefault);
  if (settled === 'address-taken') {
    throw new CannotStart(
      'ADMIN_EMAIL is the address of somebody who registered with another password. Choose another address.',
    );
  }
  if (await isAdminWith(commands, defaultAdmin.email, defaultAdmin.password)) {
    commands.log.warn(
      `THE DEFAULT ADMIN IS IN USE: ${defaultAdmin.email} / ${defaultAdmin.password}. Change that password, or set ADMIN_EMAIL and ADMIN_PASSWORD and revoke its role, before anybody else can reach this shop.`,
    );
  }
}
