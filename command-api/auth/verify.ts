import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Answer } from '../../http/answer.ts';
import { Authentication } from '../../http/authentication.ts';
import { Problem } from '../../http/problem.ts';
import { TokenAnswers } from './token-answers.ts';

export class Verify extends Command<Answer> {
  constructor(readonly token: string) {
    super();
  }
}

@CommandHandler(Verify)
export class VerifyHandler implements ICommandHandler<Verify> {
  constructor(
    private readonly authentication: Authentication,
    private readonly answers: TokenAnswers,
  ) {}

  /** Says what a live access token stands for; throws only when that cannot be told right now. */
  async execute({ token }: Verify): Promise<Answer> {
    try {
      const { userId, roles, expiresAt } = await this.authentication.callerOfToken(token);
      const told = { active: true, userId, roles, expiresAt: new Date(expiresAt * 1000).toISOString() };
      return this.answers.answer(200, told);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return this.answers.answer(200, { active: false });
      throw error;
    }
  }
}
