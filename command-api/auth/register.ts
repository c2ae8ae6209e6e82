import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import { CommandDependencies } from '../dependencies.ts';
import { commandAnswer } from '../execution-answer.ts';
import type { RegisterDto } from './auth.dto.ts';
import { registerInSteps } from './register-steps.ts';
import { registrationOf } from './registration-id.ts';

export class Register extends Command<Answer> {
  constructor(
    readonly person: RegisterDto,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(Register)
export class RegisterHandler implements ICommandHandler<Register> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ person, context: asked }: Register): Promise<Answer> {
    const { userId, context } = await registrationOf(this.dependencies.executor, asked);
    const actor = { id: userId, role: 'customer' };
    const { email, fullName, password } = person;
    const registered = await registerInSteps(
      this.dependencies,
      { userId, email, fullName, password, roles: ['customer'] },
      { ...context, actor },
    );
    return commandAnswer(userId, registered, { status: 201, location: `/api/v1/users/${userId}` });
  }
}
