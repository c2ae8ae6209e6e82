import { Body, Controller, Delete, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { roles } from '../../domain/user/roles.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import { Documented } from '../../http/documented.ts';
import { PathId } from '../../http/path-id.ts';
import { Problem } from '../../http/problem.ts';
import { Roles } from '../access.ts';
import { Context } from '../context.ts';
import { ChangeUser } from './change-user.ts';
import { docs } from './users-documentation.ts';
import { RoleDto } from './users.dto.ts';

@Controller('users/:id/roles')
@Roles('admin')
export class RolesController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Documented(docs.grantRole)
  grant(
    @PathId('id') id: string,
    @Body() { role }: RoleDto,
    @Context('admin') context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new ChangeUser(id, { type: 'GrantRole', role }, context));
  }

  @Delete(':role')
  @Documented(docs.revokeRole)
  revoke(
    @PathId('id') id: string,
    @Param('role') name: string,
    @Context('admin') context: CommandContext,
  ): Promise<Answer> {
    const role = roles.find((known) => known === name);
    if (role === undefined) throw Problem.notFound('There is no such role.');
    return this.commands.execute(new ChangeUser(id, { type: 'RevokeRole', role }, context));
  }
}
