import { Body, Controller, Delete, Patch, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';
import { CurrentCaller, SignedIn } from '../../http/access.ts';
import type { Answer } from '../../http/answer.ts';
import { Documented } from '../../http/documented.ts';
import { NotIdempotent } from '../../http/idempotency-decorators.ts';
import { PathId } from '../../http/path-id.ts';
import type { Caller } from '../access.ts';
import { Context } from '../context.ts';
import { AddressDto, addressOf } from './address.dto.ts';
import { ChangePassword } from './change-password.ts';
import { ChangeUser } from './change-user.ts';
import { EraseAccount } from './erase-account.ts';
import { docs } from './users-documentation.ts';
import { ChangePasswordDto, ProfileDto } from './users.dto.ts';

@Controller('users/me')
@SignedIn()
export class OwnAccountController {
  constructor(private readonly commands: CommandBus) {}

  @Patch()
  @Documented(docs.profile)
  changeProfile(
    @Body() { fullName, phone }: ProfileDto,
    @CurrentCaller() caller: Caller,
    @Context('customer') context: CommandContext,
  ): Promise<Answer> {
    const changes = {
      ...(fullName === undefined ? {} : { fullName }),
      ...(phone === undefined ? {} : { phone: phone || null }),
    };
    return this.commands.execute(new ChangeUser(caller.userId, { type: 'ChangeProfile', ...changes }, context));
  }

  @Delete()
  @NotIdempotent()
  @Documented(docs.erase)
  erase(@CurrentCaller() caller: Caller, @Context('customer') context: CommandContext): Promise<Answer> {
    return this.commands.execute(new EraseAccount(caller.userId, context));
  }

  @Put('password')
  @Documented(docs.password)
  changePassword(
    @Body() body: ChangePasswordDto,
    @CurrentCaller() caller: Caller,
    @Context('customer') context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new ChangePassword(caller, body, context));
  }

  @Post('addresses')
  @Documented(docs.addAddress)
  addAddress(
    @Body() body: AddressDto,
    @CurrentCaller() caller: Caller,
    @Context('customer') context: CommandContext,
  ): Promise<Answer> {
    const addressId = derivedId(context.commandId, 'address');
    const { isDefault = false } = body;
    const change = { type: 'AddAddress', addressId, address: addressOf(body), isDefault } as const;
    return this.commands.execute(new ChangeUser(caller.userId, change, context, { id: addressId, status: 201 }));
  }

  @Put('addresses/:addressId')
  @Documented(docs.changeAddress)
  changeAddress(
    @PathId('addressId') addressId: string,
    @Body() body: AddressDto,
    @CurrentCaller() caller: Caller,
    @Context('customer') context: CommandContext,
  ): Promise<Answer> {
    const isDefault = body.isDefault === undefined ? {} : { isDefault: body.isDefault };
    const change = { type: 'ChangeAddress', addressId, address: addressOf(body), ...isDefault } as const;
    return this.commands.execute(new ChangeUser(caller.userId, change, context, { id: addressId }));
  }

  @Delete('addresses/:addressId')
  @Documented(docs.removeAddress)
  removeAddress(
    @PathId('addressId') addressId: string,
    @CurrentCaller() caller: Caller,
    @Context('customer') context: CommandContext,
  ): Promise<Answer> {
    const change = { type: 'RemoveAddress', addressId } as const;
    return this.commands.execute(new ChangeUser(caller.userId, change, context, { id: addressId }));
  }
}
