import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orderDecider } from '../../domain/order/order.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Answer } from '../../http/answer.ts';
import { knownId } from '../../http/path-id.ts';
import type { Caller } from '../access.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import type { ReturnDto } from './order.dto.ts';
import { ownOrder } from './own-order.ts';

export class ReturnItems extends Command<Answer> {
  constructor(
    readonly orderId: string,
    readonly items: ReturnDto,
    readonly caller: Caller,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReturnItems)
export class ReturnItemsHandler implements ICommandHandler<ReturnItems> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ orderId, items, caller, context }: ReturnItems): Promise<Answer> {
    const { executor } = this.dependencies;
    const own = (await ownOrder(executor, caller, orderId, context)).context;
    const returnId = derivedId(context.commandId, 'return');
    const lines = items.lines.map(({ productId, quantity }) => ({ productId: knownId(productId), quantity }));
    const command = { type: 'ReturnItems', returnId, lines, reason: items.reason } as const;
    const execution = await executor.execute(orderDecider, orderId, command, own);
    return commandAnswer(returnId, accepted(execution), { status: 201 });
  }
}
