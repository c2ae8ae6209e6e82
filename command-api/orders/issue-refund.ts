import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orderDecider } from '../../domain/order/order.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Answer } from '../../http/answer.ts';
import type { Caller } from '../access.ts';
import { actorOf } from '../context.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import type { RefundDto } from './order.dto.ts';
import { ownOrder } from './own-order.ts';

export class IssueRefund extends Command<Answer> {
  constructor(
    readonly orderId: string,
    readonly refund: RefundDto,
    readonly caller: Caller,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(IssueRefund)
export class IssueRefundHandler implements ICommandHandler<IssueRefund> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ orderId, refund, caller, context }: IssueRefund): Promise<Answer> {
    const { executor } = this.dependencies;
    const own = { ...(await ownOrder(executor, caller, orderId, context)).context, actor: actorOf(caller, 'admin') };
    const refundId = derivedId(context.commandId, 'refund');
    const { amount, reason } = refund;
    const wanted = amount === undefined ? null : { amount: amount.amount, currency: amount.currency };
    const command = { type: 'IssueRefund', refundId, amount: wanted, reason } as const;
    const execution = await executor.execute(orderDecider, orderId, command, own);
    return commandAnswer(refundId, accepted(execution), { status: 201 });
  }
}
