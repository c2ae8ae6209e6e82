import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderCommand } from '../../domain/order/commands.ts';
import { orderDecider } from '../../domain/order/order.ts';
import { legalFrom } from '../../domain/order/refusals.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import type { Caller } from '../access.ts';
import { actorOf } from '../context.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import { refusal } from '../refusals.ts';
import { requireRevision } from '../required-revision.ts';
import type { OrderStatusDto } from './order.dto.ts';
import { ownOrder } from './own-order.ts';

export class AdvanceOrder extends Command<Answer> {
  constructor(
    readonly orderId: string,
    readonly step: OrderStatusDto,
    readonly caller: Caller,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** An admin's step. Only the shop itself confirms: asking for that is always an illegal step. */
@CommandHandler(AdvanceOrder)
export class AdvanceOrderHandler implements ICommandHandler<AdvanceOrder> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ orderId, step, caller, context }: AdvanceOrder): Promise<Answer> {
    const { executor } = this.dependencies;
    const found = await ownOrder(executor, caller, orderId, context);
    const own = { ...found.context, actor: actorOf(caller, 'admin') };
    const command = commandOf(step, own);
    if (command === null) {
      requireRevision(context, found.revision);
      throw refusal('illegal-transition', legalFrom(found.order.status));
    }
    return commandAnswer(orderId, accepted(await executor.execute(orderDecider, orderId, command, own)));
  }
}

function commandOf({ status, trackingNumber, reason }: OrderStatusDto, { actor }: CommandContext): OrderCommand | null {
  switch (status) {
    case 'confirmed':
      return null;
    case 'shipped':
      return { type: 'ShipOrder', trackingNumber: trackingNumber || null };
    case 'delivered':
      return { type: 'DeliverOrder' };
    case 'completed':
      return { type: 'CompleteOrder' };
    case 'cancelled':
      return { type: 'CancelOrder', reason: 'requested_by_admin', note: reason || null, by: actor };
  }
}
