import { orderDecider } from '../../domain/order/order.ts';
import type { Order } from '../../domain/order/order.ts';
import type { CommandContext, Executor } from '../../engine/commands/executor.ts';
import { hasRole } from '../../http/caller.ts';
import { Problem } from '../../http/problem.ts';
import type { Caller } from '../access.ts';
import { actorOf } from '../context.ts';

type FoundOrder = {
  readonly order: Order;
  readonly revision: number;
  /** The context with the role the caller acts in, and the customer whose order it is. */
  readonly context: CommandContext;
};

/** An order as it is now, for its customer or an admin; 404 for everybody else, as for an unknown one. */
export async function ownOrder(
  executor: Executor,
  caller: Caller,
  orderId: string,
  context: CommandContext,
): Promise<FoundOrder> {
  const { state: order, revision } = await executor.load(orderDecider, orderId);
  const isOwner = order?.customerId === caller.userId;
  if (order === null || (!isOwner && !hasRole(caller, 'admin'))) throw Problem.notFound('There is no such order.');
  const actor = actorOf(caller, isOwner ? 'customer' : 'admin');
  return { order, revision, context: { ...context, actor, subject: order.customerId, orderId } };
}
