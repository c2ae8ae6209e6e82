import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ProductDetails } from '../../domain/product/events.ts';
import { productDecider } from '../../domain/product/product.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import type { Caller } from '../access.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import { ownProduct } from './own-product.ts';

export class ChangeProduct extends Command<Answer> {
  constructor(
    readonly productId: string,
    readonly changes: Partial<ProductDetails>,
    readonly caller: Caller,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeProduct)
export class ChangeProductHandler implements ICommandHandler<ChangeProduct> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ productId, changes, caller, context }: ChangeProduct): Promise<Answer> {
    const { executor } = this.dependencies;
    await ownProduct(executor, caller, productId);
    const command = { type: 'ChangeProduct', changes } as const;
    return commandAnswer(productId, accepted(await executor.execute(productDecider, productId, command, context)));
  }
}
