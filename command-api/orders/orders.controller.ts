import { Body, Controller, Headers, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { CurrentCaller } from '../../http/access.ts';
import type { Answer } from '../../http/answer.ts';
import { Documented } from '../../http/documented.ts';
import { PathId } from '../../http/path-id.ts';
import { RateLimited } from '../../http/rate-limit.ts';
import { Roles } from '../access.ts';
import type { Caller } from '../access.ts';
import { Context } from '../context.ts';
import { AdvanceOrder } from './advance-order.ts';
import { CancelOrder } from './cancel-order.ts';
import { CheckOut } from './check-out.ts';
import { IssueRefund } from './issue-refund.ts';
import { CancellationDto, CheckoutDto, OrderStatusDto, PlaceOrderDto, RefundDto, ReturnDto } from './order.dto.ts';
import { docs } from './orders-documentation.ts';
import { ordersLimit } from './orders-limit.ts';
import { PlaceOrder } from './place-order.ts';
import { preferredWait } from './prefer-wait.ts';
import { ReturnItems } from './return-items.ts';

@Controller()
@Roles('customer', 'admin')
export class OrderCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post('orders')
  @RateLimited(ordersLimit)
  @Documented(docs.place)
  place(
    @Body() body: PlaceOrderDto,
    @Headers('prefer') prefer: string | undefined,
    @Context('customer') context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new PlaceOrder(body, preferredWait(prefer), context));
  }

  @Post('cart/checkout')
  @RateLimited(ordersLimit)
  @Documented(docs.checkOut)
  checkOut(
    @Body() body: CheckoutDto,
    @Headers('prefer') prefer: string | undefined,
    @Context('customer') context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new CheckOut(body, preferredWait(prefer), context));
  }

  @Post('orders/:id/cancel')
  @Documented(docs.cancel)
  cancel(
    @PathId('id') id: string,
    @Body() body: CancellationDto,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new CancelOrder(id, body.reason || null, caller, context));
  }

  @Put('orders/:id/status')
  @Roles('admin')
  @Documented(docs.advance)
  advance(
    @PathId('id') id: string,
    @Body() body: OrderStatusDto,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new AdvanceOrder(id, body, caller, context));
  }

  @Post('orders/:id/returns')
  @Documented(docs.returns)
  returns(
    @PathId('id') id: string,
    @Body() body: ReturnDto,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new ReturnItems(id, body, caller, context));
  }

  @Post('orders/:id/refunds')
  @Roles('admin')
  @Documented(docs.refund)
  refund(
    @PathId('id') id: string,
    @Body() body: RefundDto,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new IssueRefund(id, body, caller, context));
  }
}
