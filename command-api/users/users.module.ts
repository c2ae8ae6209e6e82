import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { ChangePasswordHandler } from './change-password.ts';
import { ChangeUserHandler } from './change-user.ts';
import { EraseAccountHandler } from './erase-account.ts';
import { OwnAccountController } from './own-account.controller.ts';
import { RolesController } from './roles.controller.ts';

@Module({
  imports: [AuthModule],
  controllers: [OwnAccountController, RolesController],
  providers: [ChangeUserHandler, ChangePasswordHandler, EraseAccountHandler],
})
export class UsersModule {}
