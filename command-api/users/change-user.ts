import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { UserCommand } from '../../domain/user/commands.ts';
import { userDecider } from '../../domain/user/user.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';

/** One step of one user's own stream; `id` is what the answer names, the user's when not given. */
export class ChangeUser extends Command<Answer> {
  constructor(
    readonly userId: string,
    readonly change: UserCommand,
    readonly context: CommandContext,
    readonly answer: { readonly id?: string; readonly status?: number } = {},
  ) {
    super();
  }
}

@CommandHandler(ChangeUser)
export class ChangeUserHandler implements ICommandHandler<ChangeUser> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ userId, change, context, answer }: ChangeUser): Promise<Answer> {
    const { executor } = this.dependencies;
    const changed = accepted(await executor.execute(userDecider, userId, change, { ...context, subject: userId }));
    return commandAnswer(answer.id ?? userId, changed, { status: answer.status ?? 200 });
  }
}
