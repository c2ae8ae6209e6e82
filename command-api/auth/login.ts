import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import { comparedEmail } from '../../domain/user/email.ts';
import { secretId } from '../../engine/log/ids.ts';
import type { Answer } from '../../http/answer.ts';
import { Problem } from '../../http/problem.ts';
import { CommandDependencies } from '../dependencies.ts';
import type { LoginDto } from './auth.dto.ts';
import { FindAccount, type Account } from './find-account.ts';
import { LoginAttempts } from './login-attempts.ts';
import { Sessions } from './sessions.ts';
import { TokenAnswers } from './token-answers.ts';

export class Login extends Command<Answer> {
  constructor(
    readonly credentials: LoginDto,
    /** The network address it comes from. */
    readonly address: string,
  ) {
    super();
  }
}

@CommandHandler(Login)
export class LoginHandler implements ICommandHandler<Login> {
  /** Verified when there is no such account, so that the answer takes as long. */
  private readonly nobodysHash: Promise<string>;

  constructor(
    private readonly dependencies: CommandDependencies,
    private readonly accounts: FindAccount,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
    private readonly answers: TokenAnswers,
  ) {
    this.nobodysHash = dependencies.passwordHasher.hash(randomUUID());
    this.nobodysHash.catch(() => {});
  }

  async execute({ credentials, address }: Login): Promise<Answer> {
    const key = `login:${secretId(this.dependencies.pepper, comparedEmail(credentials.email), address)}`;
    const account = await this.attempts.attempt(key, () => this.verified(credentials));
    if (account === null) throw new Problem('invalid-credentials', 'The e-mail or the password is wrong.');
    return this.answers.of(account, await this.sessions.begin(account.userId));
  }

  private async verified({ email, password }: LoginDto): Promise<Account | null> {
    const account = await this.accounts.byEmail(email);
    const hash = account?.user.passwordHash ?? (await this.nobodysHash);
    const right = await this.dependencies.passwordHasher.verify(hash, password);
    return right && account?.user.passwordHash ? account : null;
  }
}
