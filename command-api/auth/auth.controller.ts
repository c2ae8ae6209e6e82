import { Body, Controller, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { IgnoresToken, Public } from '../../http/access.ts';
import type { Answer } from '../../http/answer.ts';
import { Documented } from '../../http/documented.ts';
import { KeyBelongsToEmail, NotIdempotent } from '../../http/idempotency-decorators.ts';
import type { ShellRequest } from '../../http/request.ts';
import { Context } from '../context.ts';
import { docs } from './auth-documentation.ts';
import { LoginDto, RefreshTokenDto, RegisterDto, TokenDto } from './auth.dto.ts';
import { Login } from './login.ts';
import { Logout } from './logout.ts';
import { Refresh } from './refresh.ts';
import { Register } from './register.ts';
import { Verify } from './verify.ts';

@Controller('auth')
@Public()
@IgnoresToken()
export class AuthController {
  constructor(private readonly commands: CommandBus) {}

  @Post('register')
  @KeyBelongsToEmail('email')
  @Documented(docs.register)
  register(@Body() body: RegisterDto, @Context() context: CommandContext): Promise<Answer> {
    return this.commands.execute(new Register(body, context));
  }

  @Post('login')
  @NotIdempotent()
  @Documented(docs.login)
  login(@Body() body: LoginDto, @Req() request: ShellRequest): Promise<Answer> {
    return this.commands.execute(new Login(body, request.ip ?? 'unknown'));
  }

  @Post('refresh')
  @NotIdempotent()
  @Documented(docs.refresh)
  refresh(@Body() body: RefreshTokenDto): Promise<Answer> {
    return this.commands.execute(new Refresh(body.refreshToken));
  }

  @Post('logout')
  @NotIdempotent()
  @Documented(docs.logout)
  logout(@Body() body: RefreshTokenDto): Promise<Answer> {
    return this.commands.execute(new Logout(body.refreshToken));
  }

  @Post('verify')
  @NotIdempotent()
  @Documented(docs.verify)
  verify(@Body() body: TokenDto): Promise<Answer> {
    return this.commands.execute(new Verify(body.token));
  }
}
