import type { DynamicModule } from '@nestjs/common';
import { CommandApiModule } from '../../../command-api/command-api.module.ts';
import type { CommandDependencies } from '../../../command-api/dependencies.ts';
import type { Configuration } from '../../configuration.ts';
import { settleAdmin } from './settle-admin.ts';

type CommandApiParts = Omit<CommandDependencies, 'currency'> & {
  readonly configuration: Pick<Configuration, 'admin' | 'currency'>;
};

/** The command API, to be served by an HTTP shell, in a shop that has its first admin. Throws CannotStart. */
export async function startCommandApi({ configuration, ...ports }: CommandApiParts): Promise<DynamicModule> {
  const dependencies: CommandDependencies = { ...ports, currency: configuration.currency };
  await settleAdmin(dependencies, configuration.admin);
  return CommandApiModule.with(dependencies);
}
