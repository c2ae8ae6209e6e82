import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { cartDecider } from '../../domain/cart/cart.ts';
import type { CartCommand } from '../../domain/cart/commands.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import { knownProduct } from '../catalogue/known-product.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import { refusal } from '../refusals.ts';

/** Puts a product into the customer's own cart, or sets its quantity there. */
export class FillCart extends Command<Answer> {
  constructor(
    readonly change: 'AddCartItem' | 'SetCartItemQuantity',
    readonly productId: string,
    readonly quantity: number,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(FillCart)
export class FillCartHandler implements ICommandHandler<FillCart> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ change, productId, quantity, context }: FillCart): Promise<Answer> {
    const { executor } = this.dependencies;
    const product = await knownProduct(executor, productId);
    // What is no longer sold may still be taken out.
    if (product.discontinued && quantity > 0) throw refusal('product-unavailable');
    const command: CartCommand = { type: change, productId, quantity, currency: product.price.currency };
    const execution = await executor.execute(cartDecider, context.actor.id, command, context);
    return commandAnswer(context.actor.id, accepted(execution));
  }
}
