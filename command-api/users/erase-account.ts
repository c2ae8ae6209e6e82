import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { userDecider } from '../../domain/user/user.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import type { Position } from '../../engine/log/position.ts';
import { Answer } from '../../http/answer.ts';
import { Sessions } from '../auth/sessions.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted } from '../execution-answer.ts';
import { refusal } from '../refusals.ts';

export class EraseAccount extends Command<Answer> {
  constructor(
    readonly userId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Erases a person who has no open order. The decision is one event; what follows of it is taken up at once, and by a
 * finisher should the process die or a step have to wait.
 */
@CommandHandler(EraseAccount)
export class EraseAccountHandler implements ICommandHandler<EraseAccount> {
  constructor(
    private readonly dependencies: CommandDependencies,
    private readonly sessions: Sessions,
  ) {}

  async execute({ userId, context }: EraseAccount): Promise<Answer> {
    const { executor, lookup, finishErasure } = this.dependencies;
    const open = await lookup.members('open-orders', userId);
    if (open.length > 0) {
      const detail = 'Orders are still placed, confirmed or shipped: cancel them or wait for their delivery.';
      throw refusal('orders-open', { message: detail, orderIds: open });
    }
    const erasing = { ...context, subject: userId };
    const erased = accepted(await executor.execute(userDecider, userId, { type: 'EraseUser' }, erasing));
    failpoint('command:between-streams');
    await this.sessions.endAllForGood(userId);
    const { actor, correlationId, commandId: causationId } = context;
    const position = await finishErasure({ userId, actor, correlationId, causationId });
    return new Answer(204, null, { Position: position ?? (await this.newest(userId)) ?? erased.position });
  }

  /** Mostly the destruction of the key, at which views forget, though another step has to wait. */
  private async newest(userId: string): Promise<Position | null> {
    return (await this.dependencies.executor.load(userDecider, userId)).position;
  }
}
