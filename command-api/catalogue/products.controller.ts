import { Body, Controller, Delete, Patch, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { CurrentCaller } from '../../http/access.ts';
import type { Answer } from '../../http/answer.ts';
import { Documented } from '../../http/documented.ts';
import { PathId } from '../../http/path-id.ts';
import { Roles } from '../access.ts';
import type { Caller } from '../access.ts';
import { Context } from '../context.ts';
import { AddProduct } from './add-product.ts';
import { ChangeProduct } from './change-product.ts';
import { DiscontinueProduct } from './discontinue-product.ts';
import { changesOf, detailsOf, NewProductDto, ProductChangesDto, ProductDto } from './product.dto.ts';
import { docs } from './products-documentation.ts';

@Controller('products')
@Roles('vendor', 'admin')
export class ProductCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Documented(docs.add)
  add(@Body() body: NewProductDto, @Context() context: CommandContext): Promise<Answer> {
    return this.commands.execute(new AddProduct(body, context));
  }

  @Put(':id')
  @Documented(docs.replace)
  replace(
    @PathId('id') id: string,
    @Body() body: ProductDto,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new ChangeProduct(id, detailsOf(body), caller, context));
  }

  @Patch(':id')
  @Documented(docs.change)
  change(
    @PathId('id') id: string,
    @Body() body: ProductChangesDto,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new ChangeProduct(id, changesOf(body), caller, context));
  }

  @Delete(':id')
  @Documented(docs.discontinue)
  discontinue(
    @PathId('id') id: string,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new DiscontinueProduct(id, caller, context));
  }
}
