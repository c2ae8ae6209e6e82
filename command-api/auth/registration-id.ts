import { userDecider } from '../../domain/user/user.ts';
import type { CommandContext, Executor } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';

/**
 * The command a registration is carried out as, and the id of the user it makes. A repeated one finds the user it made
 * before; if that one was erased since, it is a registration of its own, and the erased one stays nobody.
 */
export async function registrationOf(
  executor: Executor,
  context: CommandContext,
): Promise<{ readonly userId: string; readonly context: CommandContext }> {
  for (let { commandId } = context; ; commandId = derivedId(commandId, 'after-erasure')) {
    const userId = derivedId(commandId, 'user');
    const { state: user } = await executor.load(userDecider, userId);
    if (user?.erased !== true) return { userId, context: { ...context, commandId } };
  }
}
