import { Module } from '@nestjs/common';
import { Authentication } from '../../http/authentication.ts';
import { Revocations } from '../../http/revocations.ts';
import { CommandDependencies } from '../dependencies.ts';
import { AuthController } from './auth.controller.ts';
import { FindAccount } from './find-account.ts';
import { LoginAttempts } from './login-attempts.ts';
import { LoginHandler } from './login.ts';
import { LogoutHandler } from './logout.ts';
import { RefreshTokens } from './refresh-token.ts';
import { RefreshHandler } from './refresh.ts';
import { RegisterHandler } from './register.ts';
import { Sessions } from './sessions.ts';
import { TokenAnswers } from './token-answers.ts';
import { VerifyHandler } from './verify.ts';

const inject = [CommandDependencies];

@Module({
  controllers: [AuthController],
  providers: [
    { provide: FindAccount, inject, useFactory: (from: CommandDependencies) => new FindAccount(from) },
    { provide: LoginAttempts, inject, useFactory: (from: CommandDependencies) => new LoginAttempts(from.cache) },
    { provide: RefreshTokens, inject, useFactory: (from: CommandDependencies) => new RefreshTokens(from.pepper) },
    { provide: Revocations, inject, useFactory: (from: CommandDependencies) => new Revocations(from.registry) },
    {
      provide: Authentication,
      inject: [CommandDependencies, Revocations],
      useFactory: (from: CommandDependencies, revocations: Revocations) =>
        new Authentication(from.accessTokens, revocations),
    },
    {
      provide: Sessions,
      inject: [CommandDependencies, RefreshTokens, Revocations],
      useFactory: (from: CommandDependencies, tokens: RefreshTokens, revocations: Revocations) =>
        new Sessions(from.registry, tokens, revocations),
    },
    TokenAnswers,
    RegisterHandler,
    LoginHandler,
    RefreshHandler,
    LogoutHandler,
    VerifyHandler,
  ],
  exports: [LoginAttempts, Sessions],
})
export class AuthModule {}
