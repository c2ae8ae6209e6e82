import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { cartDecider } from '../../domain/cart/cart.ts';
import type { Cart } from '../../domain/cart/cart.ts';
import { stepsAfterPlacing } from '../../domain/cart/check-out-steps.ts';
import type { OrderEvent } from '../../domain/order/events.ts';
import { orderDecider } from '../../domain/order/order.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { takeSteps } from '../../engine/commands/steps.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Answer } from '../../http/answer.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, type Accepted } from '../execution-answer.ts';
import { refusal } from '../refusals.ts';
import { requireRevision } from '../required-revision.ts';
import { orderAnswer } from './order-answer.ts';
import { acceptedOrder, checkCheckout, orderRequest } from './order-request.ts';
import type { CheckoutDto } from './order.dto.ts';

export class CheckOut extends Command<Answer> {
  constructor(
    readonly checkout: CheckoutDto,
    readonly waitSeconds: number | null,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Makes an order of the caller's cart, then empties it. The order's id derives from the cart and its revision, so two
 * checkouts of one cart make one order; `If-Match` is about the cart.
 */
@CommandHandler(CheckOut)
export class CheckOutHandler implements ICommandHandler<CheckOut> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ checkout, waitSeconds, context }: CheckOut): Promise<Answer> {
    checkCheckout(checkout);
    const { executor } = this.dependencies;
    const { state: cart, revision } = await executor.load(cartDecider, context.actor.id);
    const earlier = await this.earlier(cart, context);
    const orderId = earlier?.orderId ?? derivedId('checkout', context.actor.id, revision);
    const placed = earlier?.placed ?? (await this.place(orderId, checkout, cart, revision, context));
    failpoint('command:between-streams');
    const ordered = placed.events.find((event) => event.type === 'OrderPlaced')?.data.lines ?? cart.items;
    const steps = stepsAfterPlacing(orderId, context.actor.id, ordered);
    const last = (await takeSteps(executor, steps, context, accepted)).at(-1)!;
    const position = last.events.length === 0 ? placed.position : last.position;
    return orderAnswer(executor, orderId, placed, position, waitSeconds);
  }

  private async place(orderId: string, body: CheckoutDto, cart: Cart, revision: number, context: CommandContext) {
    const { executor } = this.dependencies;
    requireRevision(context, revision);
    if (cart.items.length === 0) throw refusal('cart-empty');
    const customerId = context.actor.id;
    const command = await orderRequest(executor, orderId, customerId, body, cart.items, revision);
    const { expectedRevision: _, ...plain } = context;
    const own = { ...plain, subject: customerId, orderId };
    return acceptedOrder(await executor.execute(orderDecider, orderId, command, own));
  }

  /** The order that this very command made before the process died: the cart has moved on since. */
  private async earlier(
    { lastOrderId }: Cart,
    { commandId, requestHash }: CommandContext,
  ): Promise<{ readonly orderId: string; readonly placed: Accepted<OrderEvent> } | null> {
    if (lastOrderId === null || requestHash === undefined) return null;
    const asked = { commandId, requestHash };
    const execution = await this.dependencies.executor.executed(orderDecider, lastOrderId, asked);
    return execution === null ? null : { orderId: lastOrderId, placed: accepted(execution) };
  }
}
