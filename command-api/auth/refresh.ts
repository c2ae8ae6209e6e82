import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Answer } from '../../http/answer.ts';
import { Problem } from '../../http/problem.ts';
import { FindAccount } from './find-account.ts';
import { RefreshTokens } from './refresh-token.ts';
import { Sessions } from './sessions.ts';
import { TokenAnswers } from './token-answers.ts';

export class Refresh extends Command<Answer> {
  constructor(readonly refreshToken: string) {
    super();
  }
}

const dead = () => new Problem('token-invalid', 'The refresh token is not live; log in again.');

@CommandHandler(Refresh)
export class RefreshHandler implements ICommandHandler<Refresh> {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly accounts: FindAccount,
    private readonly sessions: Sessions,
    private readonly answers: TokenAnswers,
  ) {}

  async execute({ refreshToken }: Refresh): Promise<Answer> {
    const given = this.tokens.read(refreshToken);
    if (given === null) throw dead();
    const account = await this.accounts.byId(given.userId);
    if (account === null) throw dead();
    const session = await this.sessions.rotate(given);
    if (session === null) throw dead();
    return this.answers.of(account, session);
  }
}
