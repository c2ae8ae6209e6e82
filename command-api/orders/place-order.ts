import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orderDecider } from '../../domain/order/order.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Answer } from '../../http/answer.ts';
import { CommandDependencies } from '../dependencies.ts';
import { orderAnswer } from './order-answer.ts';
import { acceptedOrder, checkCheckout, orderRequest } from './order-request.ts';
import type { PlaceOrderDto } from './order.dto.ts';

export class PlaceOrder extends Command<Answer> {
  constructor(
    readonly order: PlaceOrderDto,
    readonly waitSeconds: number | null,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ order, waitSeconds, context }: PlaceOrder): Promise<Answer> {
    checkCheckout(order);
    const { executor } = this.dependencies;
    const { expectedRevision: _, ...plain } = context;
    const customerId = context.actor.id;
    const orderId = derivedId(context.commandId, 'order');
    const command = await orderRequest(executor, orderId, customerId, order, order.items, null);
    const own = { ...plain, subject: customerId, orderId };
    const placed = acceptedOrder(await executor.execute(orderDecider, orderId, command, own));
    return orderAnswer(executor, orderId, placed, placed.position, waitSeconds);
  }
}
