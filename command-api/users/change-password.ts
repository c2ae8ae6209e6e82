import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { userDecider } from '../../domain/user/user.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import { Problem } from '../../http/problem.ts';
import type { Caller } from '../access.ts';
import { LoginAttempts } from '../auth/login-attempts.ts';
import { Sessions } from '../auth/sessions.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, emptyAnswer } from '../execution-answer.ts';
import type { ChangePasswordDto } from './users.dto.ts';

export class ChangePassword extends Command<Answer> {
  constructor(
    readonly caller: Caller,
    readonly passwords: ChangePasswordDto,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangePassword)
export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  constructor(
    private readonly dependencies: CommandDependencies,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
  ) {}

  async execute({ caller, passwords, context }: ChangePassword): Promise<Answer> {
    const { executor, passwordHasher } = this.dependencies;
    const { userId, sessionId } = caller;
    const right = await this.attempts.attempt(`password:${userId}`, () =>
      this.verified(userId, passwords, context.requestHash !== undefined),
    );
    if (right === null) {
      throw new Problem('invalid-credentials', 'The current password is wrong.', { status: 403 });
    }
    const passwordHash = await passwordHasher.hash(passwords.newPassword);
    const change = { type: 'ChangePassword', passwordHash } as const;
    const changed = accepted(await executor.execute(userDecider, userId, change, { ...context, subject: userId }));
    await this.sessions.endOthers(userId, sessionId);
    return emptyAnswer(changed);
  }

  /** A retry (which has a key) after a crash finds the new password set already: that one is right too. */
  private async verified(
    userId: string,
    { currentPassword, newPassword }: ChangePasswordDto,
    mayBeRetry: boolean,
  ): Promise<true | null> {
    const { executor, passwordHasher } = this.dependencies;
    const { state: user } = await executor.load(userDecider, userId);
    if (user === null || user.passwordHash === null) throw Problem.notFound();
    if (await passwordHasher.verify(user.passwordHash, currentPassword)) return true;
    return mayBeRetry && (await passwordHasher.verify(user.passwordHash, newPassword)) ? true : null;
  }
}
