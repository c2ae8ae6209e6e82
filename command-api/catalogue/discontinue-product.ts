import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { productDecider } from '../../domain/product/product.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import type { Caller } from '../access.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import { ownProduct } from './own-product.ts';

export class DiscontinueProduct extends Command<Answer> {
  constructor(
    readonly productId: string,
    readonly caller: Caller,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DiscontinueProduct)
export class DiscontinueProductHandler implements ICommandHandler<DiscontinueProduct> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ productId, caller, context }: DiscontinueProduct): Promise<Answer> {
    const { executor } = this.dependencies;
    await ownProduct(executor, caller, productId);
    const command = { type: 'DiscontinueProduct' } as const;
    return commandAnswer(productId, accepted(await executor.execute(productDecider, productId, command, context)));
  }
}
