import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orderDecider } from '../../domain/order/order.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import type { Caller } from '../access.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import { ownOrder } from './own-order.ts';

export class CancelOrder extends Command<Answer> {
  constructor(
    readonly orderId: string,
    readonly note: string | null,
    readonly caller: Caller,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CancelOrder)
export class CancelOrderHandler implements ICommandHandler<CancelOrder> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ orderId, note, caller, context }: CancelOrder): Promise<Answer> {
    const { executor } = this.dependencies;
    const own = (await ownOrder(executor, caller, orderId, context)).context;
    const reason = own.actor.role === 'customer' ? 'requested_by_customer' : 'requested_by_admin';
    const command = { type: 'CancelOrder', reason, note, by: own.actor } as const;
    return commandAnswer(orderId, accepted(await executor.execute(orderDecider, orderId, command, own)));
  }
}
