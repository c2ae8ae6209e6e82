import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Answer } from '../../http/answer.ts';
import { RefreshTokens } from './refresh-token.ts';
import { Sessions } from './sessions.ts';
import { TokenAnswers } from './token-answers.ts';

export class Logout extends Command<Answer> {
  constructor(readonly refreshToken: string) {
    super();
  }
}

@CommandHandler(Logout)
export class LogoutHandler implements ICommandHandler<Logout> {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly sessions: Sessions,
    private readonly answers: TokenAnswers,
  ) {}

  /** Ends the session of a token, old ones of its family too; an unknown one is none of ours. */
  async execute({ refreshToken }: Logout): Promise<Answer> {
    const given = this.tokens.read(refreshToken);
    if (given !== null) await this.sessions.end(given.userId, given.sessionId);
    return this.answers.answer(204, null);
  }
}
