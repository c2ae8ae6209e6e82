import { Injectable } from '@nestjs/common';
import { accessTokenSeconds } from '../../http/access-tokens.ts';
import { Answer } from '../../http/answer.ts';
import { CommandDependencies } from '../dependencies.ts';
import type { Account } from './find-account.ts';
import type { Session } from './sessions.ts';
import { beginning } from '../../engine/log/position.ts';

/** Answers of commands that write no events: `Position` is the log's head. */
@Injectable()
export class TokenAnswers {
  constructor(private readonly dependencies: CommandDependencies) {}

  /** Access and refresh token of a session, with the roles of now. */
  async of({ userId, user }: Account, { sessionId, refreshToken, generation }: Session): Promise<Answer> {
    const { roles } = user;
    const accessToken = this.dependencies.accessTokens.issue({ userId, roles, sessionId, generation });
    const expiresIn = accessTokenSeconds;
    return this.answer(200, { accessToken, refreshToken, tokenType: 'Bearer', expiresIn, userId, roles });
  }

  async answer(status: number, body: object | null): Promise<Answer> {
    const position = (await this.dependencies.head()) ?? beginning;
    return new Answer(status, body, { Position: position, 'Cache-Control': 'no-store' });
  }
}
