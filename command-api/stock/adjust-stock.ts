import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inventoryDecider, mainWarehouse } from '../../domain/inventory/inventory.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import type { Caller } from '../access.ts';
import { ownProduct } from '../catalogue/own-product.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import type { AdjustmentDto } from './stock.dto.ts';

export class AdjustStock extends Command<Answer> {
  constructor(
    readonly productId: string,
    readonly adjustment: AdjustmentDto,
    readonly caller: Caller,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AdjustStock)
export class AdjustStockHandler implements ICommandHandler<AdjustStock> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ productId, adjustment, caller, context }: AdjustStock): Promise<Answer> {
    const { executor } = this.dependencies;
    await ownProduct(executor, caller, productId);
    const { delta, reason, warehouse = mainWarehouse } = adjustment;
    const command = { type: 'AdjustStock', delta, reason, warehouse } as const;
    return commandAnswer(productId, accepted(await executor.execute(inventoryDecider, productId, command, context)));
  }
}
