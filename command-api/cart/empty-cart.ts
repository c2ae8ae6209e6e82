import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { cartDecider } from '../../domain/cart/cart.ts';
import type { CartCommand } from '../../domain/cart/commands.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';

/** Takes things out of the customer's own cart. */
export class EmptyCart extends Command<Answer> {
  constructor(
    readonly change: Extract<CartCommand, { type: 'RemoveCartItem' | 'ClearCart' }>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(EmptyCart)
export class EmptyCartHandler implements ICommandHandler<EmptyCart> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ change, context }: EmptyCart): Promise<Answer> {
    const customerId = context.actor.id;
    const execution = await this.dependencies.executor.execute(cartDecider, customerId, change, context);
    return commandAnswer(customerId, accepted(execution));
  }
}
