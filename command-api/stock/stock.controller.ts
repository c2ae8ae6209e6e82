import { Body, Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { CurrentCaller } from '../../http/access.ts';
import type { Answer } from '../../http/answer.ts';
import { Documented } from '../../http/documented.ts';
import { PathId } from '../../http/path-id.ts';
import { Roles } from '../access.ts';
import type { Caller } from '../access.ts';
import { Context } from '../context.ts';
import { AdjustBatch } from './adjust-batch.ts';
import { AdjustStock } from './adjust-stock.ts';
import { ReceiveStock } from './receive-stock.ts';
import { docs } from './stock-documentation.ts';
import { AdjustmentDto, BatchDto, ReceiptDto } from './stock.dto.ts';

@Controller('inventory')
@Roles('vendor', 'admin')
export class StockCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post('batch')
  @Roles('admin')
  @Documented(docs.batch)
  batch(@Body() body: BatchDto, @Context() context: CommandContext): Promise<Answer> {
    return this.commands.execute(new AdjustBatch(body.lines, context));
  }

  @Post(':productId/receipts')
  @Documented(docs.receive)
  receive(
    @PathId('productId') productId: string,
    @Body() body: ReceiptDto,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new ReceiveStock(productId, body, caller, context));
  }

  @Post(':productId/adjustments')
  @Documented(docs.adjust)
  adjust(
    @PathId('productId') productId: string,
    @Body() body: AdjustmentDto,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): Promise<Answer> {
    return this.commands.execute(new AdjustStock(productId, body, caller, context));
  }
}
