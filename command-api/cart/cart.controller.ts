import { Body, Controller, Delete, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import { Documented } from '../../http/documented.ts';
import { knownId, PathId } from '../../http/path-id.ts';
import { Roles } from '../access.ts';
import { Context } from '../context.ts';
import { docs } from './cart-documentation.ts';
import { CartItemDto, CartQuantityDto } from './cart.dto.ts';
import { EmptyCart } from './empty-cart.ts';
import { FillCart } from './fill-cart.ts';

@Controller('cart')
@Roles('customer', 'admin')
export class CartCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post('items')
  @Documented(docs.add)
  add(@Body() body: CartItemDto, @Context('customer') context: CommandContext): Promise<Answer> {
    return this.commands.execute(new FillCart('AddCartItem', knownId(body.productId), body.quantity, context));
  }

  @Put('items/:productId')
  @Documented(docs.set)
  set(
    @PathId('productId') productId: string,
    @Body() body: CartQuantityDto,
    @Context('customer') context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new FillCart('SetCartItemQuantity', productId, body.quantity, context));
  }

  @Delete('items/:productId')
  @Documented(docs.remove)
  remove(@PathId('productId') productId: string, @Context('customer') context: CommandContext): Promise<Answer> {
    return this.commands.execute(new EmptyCart({ type: 'RemoveCartItem', productId }, context));
  }

  @Delete()
  @Documented(docs.clear)
  clear(@Context('customer') context: CommandContext): Promise<Answer> {
    return this.commands.execute(new EmptyCart({ type: 'ClearCart' }, context));
  }
}
