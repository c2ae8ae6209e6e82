import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inventoryDecider, mainWarehouse } from '../../domain/inventory/inventory.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import type { Caller } from '../access.ts';
import { ownProduct } from '../catalogue/own-product.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import type { ReceiptDto } from './stock.dto.ts';

export class ReceiveStock extends Command<Answer> {
  constructor(
    readonly productId: string,
    readonly receipt: ReceiptDto,
    readonly caller: Caller,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReceiveStock)
export class ReceiveStockHandler implements ICommandHandler<ReceiveStock> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ productId, receipt, caller, context }: ReceiveStock): Promise<Answer> {
    const { executor } = this.dependencies;
    await ownProduct(executor, caller, productId);
    const { quantity, warehouse = mainWarehouse, reference } = receipt;
    const command = { type: 'ReceiveStock', quantity, warehouse, reference: reference || null } as const;
    return commandAnswer(productId, accepted(await executor.execute(inventoryDecider, productId, command, context)));
  }
}
